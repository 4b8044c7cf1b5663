import { randomInt } from 'node:crypto'
import type { ChaosTarget } from '../../kube/types.mts'

/** A whole number from 0 up to, not including, `end`. */
export type Random = (end: number) => number

/** How many of `count` a mode takes, as chaos-mesh's `FilterObjectsByMode`. */
const counts: Record<string, (count: number, value: number, random: Random) => number> = {
  one: () => 1,
  all: count => count,
  fixed: (count, value) => Math.min(count, positive(value)),
  'fixed-percent': (count, value) => Math.ceil((count * percentage(value)) / 100),
  'random-max-percent': (count, value, random) =>
    Math.ceil((count * random(percentage(value) + 1)) / 100),
}

/** Some of the items, chosen by chance; all of them in their order. */
export const pickByMode = <T,>(
  items: T[],
  { mode, value = '' }: Pick<ChaosTarget, 'mode' | 'value'>,
  random: Random = randomInt,
): T[] => {
  const count = Object.hasOwn(counts, mode) ? counts[mode] : undefined
  if (!count) throw new Error(`mode ${mode} not supported`)
  return mode === 'all'
    ? items
    : sample(items, count(items.length, parse(mode, value), random), random)
}

const parse = (mode: string, value: string): number => {
  if (mode !== 'one' && mode !== 'all' && !/^[+-]?\d+$/.test(value))
    throw new Error(`strconv.Atoi: parsing ${JSON.stringify(value)}: invalid syntax`)
  return Number(value)
}

const positive = (value: number): number => {
  if (value <= 0) throw new Error('cannot select any object as value below or equal 0')
  return value
}

const percentage = (value: number): number => {
  if (value < 0 || value > 100)
    throw new Error(`fixed percentage value of ${value} is invalid, Must be (0,100]`)
  return positive(value)
}

const sample = <T,>(items: T[], count: number, random: Random): T[] => {
  const rest = [...items]
  return Array.from({ length: count }, () => rest.splice(random(rest.length), 1)).flat()
}
