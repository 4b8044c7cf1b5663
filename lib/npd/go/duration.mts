/** A Go `time.Duration`: nanoseconds. */
export type Duration = bigint

export const second: Duration = 1_000_000_000n
export const minute: Duration = 60n * second

/** One more than the largest int64. */
export const int64Limit = 2n ** 63n

const units: Record<string, bigint> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ms: 1_000_000n,
  s: second,
  m: minute,
  h: 60n * minute,
}

/** Go's `time.ParseDuration`: `30s`, `1h30m`, `-1.5h`. Throws an Error with Go's error text. */
export const parseDuration = (text: string): Duration => {
  const fail = (problem: string): never => {
    throw new Error(`time: ${problem} ${quoteBytes(text)}`)
  }
  const negative = text.startsWith('-')
  let rest = text.replace(/^[-+]/, '')
  if (rest === '0') return 0n
  let total = 0n
  do {
    const [all = '', whole = '', fraction = '', unit = ''] =
      /^(?=\.?\d)(\d*)(?:\.(\d*))?([^.\d]*)/.exec(rest) ?? []
    if (all === '' || BigInt(whole) > int64Limit) fail('invalid duration')
    if (unit === '') fail('missing unit in duration')
    const factor = units[unit] ?? fail(`unknown unit ${quoteBytes(unit)} in duration`)
    total += BigInt(whole) * factor + parseFraction(fraction, factor)
    if (total > int64Limit) fail('invalid duration')
    rest = rest.slice(all.length)
  } while (rest !== '')
  if (!negative && total === int64Limit) fail('invalid duration')
  return negative ? -total : total
}

/**
 * Converts the digits after the decimal point to nanoseconds. As in Go, ignores digits beyond 63
 * bits, calculates with floats and rounds down.
 */
const parseFraction = (digits: string, factor: bigint): bigint => {
  let value = 0n
  let scale = 1
  for (const digit of digits) {
    const next = value * 10n + BigInt(digit)
    if (next > int64Limit) break
    value = next
    scale *= 10
  }
  return BigInt(Math.trunc(Number(value) * (Number(factor) / scale)))
}

/**
 * Quotes like Go's package `time`: simpler than `strconv.Quote`, with non-ASCII characters as
 * bytes.
 */
const quoteBytes = (text: string): string =>
  `"${text
    .replace(/["\\]/g, '\\$&')
    .replace(/[^ -\x7f]/gu, character =>
      Array.from(Buffer.from(character), byte => `\\x${byte.toString(16).padStart(2, '0')}`).join(
        '',
      ),
    )}"`

/** Go's `Duration.String()`: `5m0s`, `1.5s`, `250ms`. */
export const formatDuration = (duration: Duration): string => {
  if (duration < 0n) return `-${formatDuration(-duration)}`
  if (duration === 0n) return '0s'
  if (duration < 1_000n) return `${duration}ns`
  if (duration < 1_000_000n) return `${formatDecimal(duration, 3)}µs`
  if (duration < second) return `${formatDecimal(duration, 6)}ms`
  const hours = duration / (60n * minute)
  const minutes = (duration / minute) % 60n
  const seconds = `${formatDecimal(duration % minute, 9)}s`
  if (hours > 0n) return `${hours}h${minutes}m${seconds}`
  return minutes > 0n ? `${minutes}m${seconds}` : seconds
}

/** Formats `value` divided by 10 to the power of `places`, without trailing zeros. */
const formatDecimal = (value: bigint, places: number): string => {
  const digits = value.toString().padStart(places + 1, '0')
  const fraction = digits.slice(-places).replace(/0+$/, '')
  return digits.slice(0, -places) + (fraction && `.${fraction}`)
}

export const toMilliseconds = (duration: Duration): number => Number(duration) / 1e6

/** Rounds to the nanosecond. */
export const fromMilliseconds = (milliseconds: number): Duration =>
  BigInt(Math.round(milliseconds * 1e6))
