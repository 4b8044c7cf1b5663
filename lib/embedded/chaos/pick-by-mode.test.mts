import { expect, test } from 'vitest'
import type { ChaosMode } from '../../chaos-mesh/types.mts'
import { pickByMode } from './pick-by-mode.mts'

const items = ['a', 'b', 'c', 'd', 'e']
const first = () => 0
const last = (end: number) => end - 1

test.each<[ChaosMode, string, number, number]>([
  ['one', '', 1, 1],
  ['all', '', 5, 5],
  ['fixed', '2', 2, 2],
  ['fixed', '9', 5, 5],
  ['fixed-percent', '1', 1, 1],
  ['fixed-percent', '50', 3, 3],
  ['fixed-percent', '100', 5, 5],
  ['random-max-percent', '50', 0, 3],
  ['random-max-percent', '100', 0, 5],
])('mode %s with value %j picks between %d and %d of five items', (mode, value, least, most) => {
  expect(pickByMode(items, { mode, value }, first)).toHaveLength(least)
  expect(pickByMode(items, { mode, value }, last)).toHaveLength(most)
})

test('no item is picked twice, and every item can be picked', () => {
  const seen = new Set<string>()
  for (let round = 0; round < 100; round++) {
    const picked = pickByMode(items, { mode: 'fixed', value: '3' })
    expect(new Set(picked).size).toBe(3)
    for (const item of picked) seen.add(item)
  }
  expect(seen.size).toBe(5)
})

test('mode all keeps the order', () => {
  expect(pickByMode(items, { mode: 'all' })).toEqual(items)
})

test.each([
  ['fixed', 'x', 'strconv.Atoi: parsing "x": invalid syntax'],
  ['fixed', '0', 'cannot select any object as value below or equal 0'],
  ['fixed-percent', '0', 'cannot select any object as value below or equal 0'],
  ['fixed-percent', '200', 'fixed percentage value of 200 is invalid, Must be (0,100]'],
  ['most', '1', 'mode most not supported'],
])('mode %s fails with the value %j', (mode, value, message) => {
  expect(() => pickByMode(items, { mode: mode as ChaosMode, value })).toThrow(new Error(message))
})
