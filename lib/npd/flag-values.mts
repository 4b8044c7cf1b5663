import { formatDuration, parseDuration } from './go/duration.mts'
import { quote } from './go/quote.mts'

/** The types of NPD's flags. */
export type FlagType = 'bool' | 'string' | 'list' | 'int' | 'float' | 'duration'

interface Cause {
  why: string
  fix: string
  /** Go's error. */
  go: string
}

/** Returns why pflag rejects a value, or undefined if pflag accepts the value. */
export const whyInvalid = (type: FlagType, value: string): Cause | undefined => {
  if (type === 'int' && !/^[+-]?(0[xX][\da-fA-F]+|0[oO]?[0-7]*|0[bB][01]+|[1-9]\d*)$/.test(value))
    return {
      why: 'it is not a number',
      fix: 'write a whole number',
      go: `strconv.ParseInt: parsing ${quote(value)}: invalid syntax`,
    }
  if (type === 'float' && !/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(value))
    return {
      why: 'it is not a number',
      fix: 'write a number',
      go: `strconv.ParseFloat: parsing ${quote(value)}: invalid syntax`,
    }
  if (type === 'bool' && !/^(1|0|t|f|T|F|true|false|TRUE|FALSE|True|False)$/.test(value))
    return {
      why: 'it is neither true nor false',
      fix: 'write true or false',
      go: `strconv.ParseBool: parsing ${quote(value)}: invalid syntax`,
    }
  if (type !== 'duration') return undefined
  try {
    formatDuration(parseDuration(value))
    return undefined
  } catch (error) {
    return {
      why: 'it is not a duration',
      fix: 'write a duration, for example 30s or 5m',
      go: (error as Error).message,
    }
  }
}
