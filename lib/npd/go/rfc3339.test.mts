import { describe, expect, it } from 'vitest'
import { parseGoTime } from './rfc3339.mts'

describe('parseGoTime', () => {
  it.each([
    ['2025-01-15T20:33:30Z', '2025-01-15T20:33:30Z', 0],
    ['2025-01-15T20:33:30.123456789Z', '2025-01-15T20:33:30Z', 123_456_789],
    ['2025-01-15T2:33:30,5Z', '2025-01-15T02:33:30Z', 500_000_000],
    ['2025-01-15T01:33:30+02:30', '2025-01-14T23:03:30Z', 0],
    ['2024-02-29T23:00:00-01:00', '2024-03-01T00:00:00Z', 0],
  ])('parses %s as Go does', (text, utc, nanoseconds) => {
    expect(parseGoTime(text)).toEqual({
      wall: BigInt(Date.parse(utc)) * 1_000_000n + BigInt(nanoseconds),
    })
  })

  it.each([
    ['', '', '2006'],
    ['Wed Jan 15 2025', 'Wed Jan 15 2025', '2006'],
    ['20250115T203330Z', '0115T203330Z', '-'],
    ['2025-1-15T20:33:30Z', '1-15T20:33:30Z', '01'],
    ['2025-01-15', '', 'T'],
    ['2025-01-15 20:33:30Z', ' 20:33:30Z', 'T'],
    ['2025-01-15T20:33:30', '', 'Z07:00'],
    ['2025-01-15T20:33:30z', 'z', 'Z07:00'],
  ])('reports where the parsing of %j stops', (text, rest, element) => {
    expect(() => parseGoTime(text)).toThrow(
      new Error(
        `parsing time "${text}" as "2006-01-02T15:04:05Z07:00": cannot parse "${rest}" as "${element}"`,
      ),
    )
  })

  it.each([
    ['2025-13-15T20:33:30Z', 'month out of range'],
    ['2025-02-29T20:33:30Z', 'day out of range'],
    ['2025-01-00T20:33:30Z', 'day out of range'],
    ['2025-01-15T24:33:30Z', 'hour out of range'],
    ['2025-01-15T20:60:30Z', 'minute out of range'],
    ['2025-01-15T20:33:60Z', 'second out of range'],
    ['2025-01-15T20:33:30+25:00', 'time zone offset hour out of range'],
    ['2025-01-15T20:33:30+00:61', 'time zone offset minute out of range'],
    ['2025-01-15T20:33:30Zx', 'extra text: "x"'],
  ])('rejects %s with Go’s error text', (text, error) => {
    expect(() => parseGoTime(text)).toThrow(new Error(`parsing time "${text}": ${error}`))
  })
})
