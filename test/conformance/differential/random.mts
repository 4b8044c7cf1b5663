/** A random number generator. The same seed gives the same numbers on every machine. */
export interface Random {
  /** Returns an integer from 0 to `limit - 1`. */
  below(limit: number): number
  /** Returns true in `percent` percent of the calls. */
  chance(percent: number): boolean
  pick<T>(from: readonly T[]): T
  shuffle<T>(items: readonly T[]): T[]
}

/** Creates a mulberry32 generator, which has 32 bits of state. */
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

/** Returns a function that deals all `items` in random order before it repeats any of them. */
export const createDeck = <T,>(random: Random, items: readonly T[]): (() => T) => {
  let hand: T[] = []
  return () => {
    if (hand.length === 0) hand = random.shuffle(items)
    const dealt = hand.pop()
    if (dealt === undefined) throw new Error('the deck is empty')
    return dealt
  }
}
