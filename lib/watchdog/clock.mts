/** A clock that never jumps, in milliseconds. */
export interface Clock {
  now(): number
  /** Calls back after so long; returns what keeps it from that. */
  setTimer(callback: () => void, milliseconds: number): () => void
}

/** A timer takes 2^31 ms at most: whoever waits for longer is woken, and has to ask again. */
const longest = 2 ** 31 - 1

export const systemClock: Clock = {
  now: () => performance.now(),
  setTimer: (callback, milliseconds) => {
    // The clock has fractions, timers have not: never too early.
    const timer = setTimeout(callback, Math.min(Math.max(0, Math.ceil(milliseconds)), longest))
    return () => clearTimeout(timer)
  },
}
