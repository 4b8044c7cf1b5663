import { expect, it } from 'vitest'
import { computeTicks, formatElapsedTime } from './time-axis.mts'

const at = (time: string) => Date.parse(`2026-11-25T${time}Z`)

it.each([
  ['10:00:03', '10:00:09', 3, ['10:00:04', '10:00:06', '10:00:08']],
  [
    '10:02:13',
    '10:03:43',
    7,
    ['10:02:15', '10:02:30', '10:02:45', '10:03:00', '10:03:15', '10:03:30'],
  ],
  ['10:00:00', '10:10:00', 6, ['10:00', '10:02', '10:04', '10:06', '10:08', '10:10']],
  ['08:00:00', '20:00:00', 5, ['09:00', '12:00', '15:00', '18:00']],
  ['10:00:00', '10:00:00', 9, ['10:00:00']],
])('labels the axis from %s to %s with at most %i round times', (from, to, most, expected) => {
  expect(computeTicks(at(from), at(to), most).map(({ label }) => label)).toEqual(expected)
})

it('shows the date at midnight, and on axes of several days', () => {
  const labels = (from: number, to: number) => computeTicks(from, to, 5).map(({ label }) => label)
  expect(labels(at('22:30:00'), at('22:30:00') + 4 * 3_600_000)).toEqual([
    '23:00',
    '26 Nov',
    '01:00',
    '02:00',
  ])
  expect(labels(at('12:00:00'), at('12:00:00') + 3 * 86_400_000)).toEqual([
    '26 Nov',
    '27 Nov',
    '28 Nov',
  ])
})

it('limits the number of labels for a range of years', () => {
  const year = 365 * 86_400_000
  for (const years of [1, 10, 300])
    expect(computeTicks(0, years * year, 9).length).toBeLessThanOrEqual(10)
})

it.each([
  [0, '0 s'],
  [430, '0.4 s'],
  [4_830, '4.8 s'],
  [9_990, '10 s'],
  [94_400, '94 s'],
  [120_000, '2 min'],
  [130_000, '2 min 10 s'],
  [7_199_600, '2 h'],
  [11_100_000, '3 h 5 min'],
])('formats %i ms as %s', (milliseconds, text) => {
  expect(formatElapsedTime(milliseconds)).toBe(text)
})
