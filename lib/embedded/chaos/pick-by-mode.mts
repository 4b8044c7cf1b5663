import { randomInt } from 'node:crypto'
import type { ChaosTarget } from '../../chaos-mesh/types.mts'
import { atoi } from './atoi.mts'

/** Returns an integer from 0 up to but not including `end`. */
export type RandomInt = (end: number) => number

interface SampleInput {
  itemCount: number
  value: string
  random: RandomInt
}

/** Computes the number of items that each mode selects, as in chaos-mesh's `FilterObjectsByMode`. */
const sampleSizeByMode: Record<string, (input: SampleInput) => number> = {
  one: () => 1,
  all: ({ itemCount }) => itemCount,
  fixed: ({ itemCount, value }) => Math.min(itemCount, requirePositive(atoi(value))),
  'fixed-percent': ({ itemCount, value }) =>
    percentOf(itemCount, parsePercentage(value, '(0,100]')),
  'random-max-percent': ({ itemCount, value, random }) =>
    percentOf(itemCount, random(parsePercentage(value, '[0-100]') + 1)),
}

/** Picks random items according to `mode`. The mode `all` returns all items in their original order. */
export const pickByMode = <T,>(
  items: T[],
  { mode, value = '' }: Pick<ChaosTarget, 'mode' | 'value'>,
  random: RandomInt = randomInt,
): T[] => {
  if (items.length === 0) throw new Error('cannot generate objects from empty list')
  const computeSampleSize = Object.hasOwn(sampleSizeByMode, mode)
    ? sampleSizeByMode[mode]
    : undefined
  if (!computeSampleSize) throw new Error(`mode ${mode} not supported`)
  const sampleSize = computeSampleSize({ itemCount: items.length, value, random })
  return mode === 'all' ? items : sample(items, sampleSize, random)
}

const percentOf = (count: number, percent: number): number => Math.ceil((count * percent) / 100)

const requirePositive = (value: number): number => {
  if (value <= 0) throw new Error('cannot select any object as value below or equal 0')
  return value
}

/**
 * Parses a percentage. `range` is only for the error message. chaos-mesh writes the range differently for each mode.
 */
const parsePercentage = (text: string, range: string): number => {
  const value = atoi(text)
  if (value < 0 || value > 100)
    throw new Error(`fixed percentage value of ${value} is invalid, Must be ${range}`)
  return requirePositive(value)
}

const sample = <T,>(items: T[], count: number, random: RandomInt): T[] => {
  const remainingItems = [...items]
  return Array.from({ length: count }, () =>
    remainingItems.splice(random(remainingItems.length), 1),
  ).flat()
}
