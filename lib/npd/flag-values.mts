import { formatDuration, parseDuration } from './go/duration.mts'
import { quote } from './go/quote.mts'

/** The types of NPD's flags. */
export type FlagType = 'bool' | 'string' | 'list' | 'int' | 'float' | 'duration'

interface ValueProblem {
  reason: string
  fix: string
  /** Go's error. */
  goError: string
}

/** Returns why pflag rejects a value, or undefined if pflag accepts the value. */
export const findValueProblem = (type: FlagType, value: string): ValueProblem | undefined => {
  if (type === 'int' && !/^[+-]?(0[xX][\da-fA-F]+|0[oO]?[0-7]*|0[bB][01]+|[1-9]\d*)$/.test(value))
    return {
      reason: 'it is not a whole number',
      fix: 'write a whole number',
      goError: `strconv.ParseInt: parsing ${quote(value)}: invalid syntax`,
    }
  if (type === 'float' && !/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(value))
    return {
      reason: 'it is not a number',
      fix: 'write a number',
      goError: `strconv.ParseFloat: parsing ${quote(value)}: invalid syntax`,
    }
  if (type === 'bool' && !/^(1|0|t|f|T|F|true|false|TRUE|FALSE|True|False)$/.test(value))
    return {
      reason: 'it is neither true nor false',
      fix: 'write true or false',
      goError: `strconv.ParseBool: parsing ${quote(value)}: invalid syntax`,
    }
  if (type !== 'duration') return undefined
  try {
    formatDuration(parseDuration(value))
    return undefined
  } catch (error) {
    return {
      reason: 'it is not a duration',
      fix: 'write a duration, for example 30s or 5m',
      goError: (error as Error).message,
    }
  }
}
