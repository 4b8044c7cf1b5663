/** A monotonic clock, in milliseconds. */
export interface SteadyClock {
  now(): number
  /** Calls `callback` after this time. Returns a function that cancels the timer. */
  setTimer(callback: () => void, milliseconds: number): () => void
}

/** The longest delay of a timer, in milliseconds. A longer delay is cut off, so the waiter wakes up early. */
const maxDelayMs = 2 ** 31 - 1

export const systemClock: SteadyClock = {
  now: () => performance.now(),
  setTimer: (callback, milliseconds) => {
    // Rounded up, because timers count whole milliseconds and must not fire early.
    const timer = setTimeout(callback, Math.min(Math.max(0, Math.ceil(milliseconds)), maxDelayMs))
    return () => clearTimeout(timer)
  },
}

/** Wakes one waiter at the earliest of the given times. Times are in milliseconds, from the alarm's clock. */
export class Alarm {
  readonly #clock: SteadyClock
  #atMs = Number.POSITIVE_INFINITY
  #disarm = () => {}
  #wake: (() => void) | undefined

  constructor(clock: SteadyClock = systemClock) {
    this.#clock = clock
  }

  /** Sets a time to wake up at. Has no effect if an earlier time is already set. */
  set(atMs: number): void {
    if (atMs >= this.#atMs) return
    this.#atMs = atMs
    this.#arm()
  }

  /** Resolves at the earliest time, or when `signal` aborts. Clears all times when it resolves. */
  next(signal: AbortSignal): Promise<void> {
    return new Promise(resolve => {
      const wake = () => {
        signal.removeEventListener('abort', wake)
        this.#disarm()
        this.#atMs = Number.POSITIVE_INFINITY
        this.#wake = undefined
        resolve()
      }
      if (signal.aborted) return resolve()
      signal.addEventListener('abort', wake)
      this.#wake = wake
      this.#arm()
    })
  }

  /** Starts the timer only if something is waiting, because a timer keeps the process alive. */
  #arm(): void {
    this.#disarm()
    const wake = this.#wake
    if (this.#atMs === Number.POSITIVE_INFINITY || !wake) return
    this.#disarm = this.#clock.setTimer(wake, this.#atMs - this.#clock.now())
  }
}
