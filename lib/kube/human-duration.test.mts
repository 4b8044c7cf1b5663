import { expect, test } from 'vitest'
import { renderAge, renderHumanDuration } from './human-duration.mts'

const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour
const year = 365 * day

test.each([
  [-2 * second, '<invalid>'],
  [-2 * second + 1, '0s'],
  [0, '0s'],
  [second - 1, '0s'],
  [2 * minute - 1, '119s'],
  [2 * minute, '2m'],
  [3 * minute + 10 * second, '3m10s'],
  [10 * minute - 1, '9m59s'],
  [10 * minute + second, '10m'],
  [3 * hour - 1, '179m'],
  [3 * hour, '3h'],
  [3 * hour + minute, '3h1m'],
  [8 * hour - 1, '7h59m'],
  [8 * hour + 59 * minute, '8h'],
  [2 * day - 1, '47h'],
  [2 * day, '2d'],
  [2 * day + hour, '2d1h'],
  [8 * day - 1, '7d23h'],
  [8 * day + 23 * hour, '8d'],
  [2 * year - 1, '729d'],
  [2 * year + 23 * hour, '2y'],
  [2 * year + day, '2y1d'],
  [8 * year - 1, '7y364d'],
  [9 * year + day, '9y'],
])('%d ms is %s', (milliseconds, expected) => {
  expect(renderHumanDuration(milliseconds)).toBe(expected)
})

test('the age of a missing time is unknown', () => {
  const now = new Date('2026-01-01T00:01:30Z')
  expect(renderAge('2026-01-01T00:00:00Z', now)).toBe('90s')
  expect([renderAge(undefined, now), renderAge(null, now), renderAge('', now)]).toEqual(
    Array(3).fill('<unknown>'),
  )
})
