/** A source of numbers that are the same for the same seed, on every machine. */
export interface Random {
  /** An integer from 0 up to and without `limit`. */
  below(limit: number): number
  /** Whether something happens that does so in `percent` of all cases. */
  chance(percent: number): boolean
  pick<T>(from: readonly T[]): T
  shuffle<T>(items: readonly T[]): T[]
}

/** Numbers by mulberry32: 32 bits of state, each seed another sequence. */
export const createRandom = (seed: number): Random => {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return (mixed ^ (mixed >>> 14)) >>> 0
  }
  const below = (limit: number): number => next() % limit
  const pick = <T,>(from: readonly T[]): T => {
    const picked = from[below(from.length)]
    if (picked === undefined) throw new Error('nothing to pick from')
    return picked
  }
  const shuffle = <T,>(items: readonly T[]): T[] => {
    const rest = [...items]
    return items.flatMap(() => rest.splice(below(rest.length), 1))
  }
  return { below, chance: percent => below(100) < percent, pick, shuffle }
}

/** Deals all of `items` in some order before any of them comes again. */
export const createDeck = <T,>(random: Random, items: readonly T[]): (() => T) => {
  let hand: T[] = []
  return () => {
    if (hand.length === 0) hand = random.shuffle(items)
    const dealt = hand.pop()
    if (dealt === undefined) throw new Error('a deck of nothing')
    return dealt
  }
}
