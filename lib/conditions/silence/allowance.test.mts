import { expect, it } from 'vitest'
import { computeAllowedSilence } from './allowance.mts'

it.each([
  [30_000, 2, 75_000],
  [300_000, 2, 615_000],
  [30_000, 1, 44_000],
  [30_000, 3, 106_000],
  [0, 1, 14_000],
])(
  'for a period of %d ms and %d periods, allows a silence of %d ms',
  (period, periods, allowed) => {
    expect(computeAllowedSilence(period, periods)).toBe(allowed)
  },
)

it('allows a silence of two periods and 15 s by default', () => {
  expect(computeAllowedSilence(10_000)).toBe(35_000)
})

it('allows one failed heartbeat and its retry, even if both are a second late', () => {
  const repeated = 30_000 + 1_000 + 10_000 + 1_000
  expect(computeAllowedSilence(30_000, 1)).toBeGreaterThan(repeated)
})

it.each([
  [30_000, 0.5],
  [30_000, Number.NaN],
  [-1, 2],
  [Number.NaN, 2],
])('rejects a period of %d ms with %d periods', (period, periods) => {
  expect(() => computeAllowedSilence(period, periods)).toThrow(RangeError)
})
