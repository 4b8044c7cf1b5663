/** A monotonic clock, in milliseconds. */
export interface SteadyClock {
  now(): number
  /** Calls back after this time; returns a function that cancels it. */
  setTimer(callback: () => void, milliseconds: number): () => void
}

/** The longest delay of a timer is 2^31 ms. A longer wait is woken early and has to ask again. */
const longest = 2 ** 31 - 1

export const systemClock: SteadyClock = {
  now: () => performance.now(),
  setTimer: (callback, milliseconds) => {
    // Rounded up, because timers have no fractions and must not fire early.
    const timer = setTimeout(callback, Math.min(Math.max(0, Math.ceil(milliseconds)), longest))
    return () => clearTimeout(timer)
  },
}

/** Wakes one waiter at the earliest of the given times, in milliseconds of its clock. */
export class Alarm {
  readonly #clock: SteadyClock
  #atMs = Number.POSITIVE_INFINITY
  #disarm = () => {}
  #wake: (() => void) | undefined

  constructor(clock: SteadyClock = systemClock) {
    this.#clock = clock
  }

  /** A time later than an existing one has no effect. */
  set(atMs: number): void {
    if (atMs >= this.#atMs) return
    this.#atMs = atMs
    this.#arm()
  }

  /** Resolves at the earliest time, or when `signal` aborts, and then forgets all times. */
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

  /** Without a waiter, a timer would only keep the process alive. The next waiter arms it. */
  #arm(): void {
    this.#disarm()
    const wake = this.#wake
    if (this.#atMs === Number.POSITIVE_INFINITY || !wake) return
    this.#disarm = this.#clock.setTimer(wake, this.#atMs - this.#clock.now())
  }
}
