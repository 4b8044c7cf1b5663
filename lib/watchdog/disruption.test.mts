import { expect, it } from 'vitest'
import { disruptionOf } from './disruption.mts'

it.each([
  [4, 0, 'none'],
  // The demo: two of four are cut off.
  [4, 2, 'none'],
  [4, 3, 'partial'],
  [4, 4, 'full'],
  [3, 3, 'full'],
  [2, 2, 'none'],
  [1, 1, 'none'],
  [0, 0, 'none'],
  [100, 54, 'none'],
  [100, 55, 'partial'],
  [5_000, 5_000, 'full'],
])('of %i nodes %i silent are a disruption: %s', (nodes, silent, disruption) => {
  expect(disruptionOf(nodes, silent, 0.55)).toBe(disruption)
})
