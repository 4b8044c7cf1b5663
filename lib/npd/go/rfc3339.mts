import { quote } from './quote.mts'
import type { GoTime } from './time.mts'

interface Step {
  pattern: RegExp
  /** The corresponding part of Go's layout. */
  layout: string
  /** The name and limits of the value, if Go checks them in this step. */
  range?: Range
}

type Range = [name: string, from: number, to: number]
const unlimitedRange: Range = ['', Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]

const steps: Step[] = [
  { pattern: /^\d{4}/, layout: '2006' },
  { pattern: /^-/, layout: '-' },
  { pattern: /^\d\d/, layout: '01', range: ['month', 1, 12] },
  { pattern: /^-/, layout: '-' },
  { pattern: /^\d\d/, layout: '02' },
  { pattern: /^T/, layout: 'T' },
  { pattern: /^\d\d?/, layout: '15', range: ['hour', 0, 23] },
  { pattern: /^:/, layout: ':' },
  { pattern: /^\d\d/, layout: '04', range: ['minute', 0, 59] },
  { pattern: /^:/, layout: ':' },
  { pattern: /^\d\d/, layout: '05', range: ['second', 0, 59] },
  { pattern: /^(?:[.,]\d+)?/, layout: '' },
  { pattern: /^(?:Z|[-+]\d\d:\d\d)/, layout: 'Z07:00' },
]
const layout = '2006-01-02T15:04:05Z07:00'

/**
 * Go's `time.Parse(time.RFC3339, text)`, which is stricter than `Date.parse`. Throws an Error with
 * Go's error text.
 */
export const parseGoTime = (text: string): GoTime => {
  const [year, , month, , day, , hours, , minutes, , seconds, fraction = '', zone = ''] =
    splitTime(text)
  const offset = parseZoneOffset(zone, text)
  const date = new Date(`${year}-${month}-01T00:00:00Z`)
  date.setUTCDate(Number(day))
  if (date.getUTCMonth() + 1 !== Number(month)) throw createRangeError('day', text)
  date.setUTCHours(Number(hours), Number(minutes) - offset, Number(seconds))
  const nanoseconds = fraction.slice(1, 10).padEnd(9, '0')
  return { wall: BigInt(date.getTime()) * 1_000_000n + BigInt(nanoseconds) }
}

const createRangeError = (name: string, text: string): Error =>
  new Error(`parsing time ${quote(text)}: ${name} out of range`)

/** Returns the part of the text that each step matches. */
const splitTime = (text: string): string[] => {
  let rest = text
  const parts = steps.map(
    ({ pattern, layout: element, range: [name, from, to] = unlimitedRange }) => {
      const [part] = pattern.exec(rest) ?? []
      if (part === undefined)
        throw new Error(
          `parsing time ${quote(text)} as ${quote(layout)}: cannot parse ${quote(rest)} as ${quote(element)}`,
        )
      if (Number(part) < from || Number(part) > to) throw createRangeError(name, text)
      rest = rest.slice(part.length)
      return part
    },
  )
  if (rest !== '') throw new Error(`parsing time ${quote(text)}: extra text: ${quote(rest)}`)
  return parts
}

/** Returns the time zone offset in minutes east of Greenwich. */
const parseZoneOffset = (zone: string, text: string): number => {
  const [, sign, hours = 0, minutes = 0] = /^(.)(\d\d):(\d\d)$/.exec(zone) ?? []
  if (Number(hours) > 24) throw createRangeError('time zone offset hour', text)
  if (Number(minutes) > 60) throw createRangeError('time zone offset minute', text)
  return (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -1 : 1)
}
