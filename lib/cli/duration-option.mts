import { type Duration, parseDuration } from '../npd/go/duration.mts'
import { UsageError } from './errors.mts'

/** The value of the option `--name`, a Go duration above zero. Throws a UsageError if it is none. */
export const readDuration = (name: string, text: string): Duration => {
  const duration = parse(text)
  if (duration === undefined || duration <= 0n)
    throw new UsageError(
      `Failed to read --${name} \`${text}\`: it is no time.`,
      `As in --${name} 5s or --${name} 1m30s`,
    )
  return duration
}

const parse = (text: string): Duration | undefined => {
  try {
    return parseDuration(text)
  } catch {
    return undefined
  }
}
