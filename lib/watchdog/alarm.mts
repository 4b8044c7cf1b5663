/** A clock that never jumps, in milliseconds. */
export interface SteadyClock {
  now(): number
  /** Calls back after so long; returns what keeps it from that. */
  setTimer(callback: () => void, milliseconds: number): () => void
}

/** A timer takes 2^31 ms at most: whoever waits for longer is woken, and has to ask again. */
const longest = 2 ** 31 - 1

export const systemClock: SteadyClock = {
  now: () => performance.now(),
  setTimer: (callback, milliseconds) => {
    // The clock has fractions, timers have not: never too early.
    const timer = setTimeout(callback, Math.min(Math.max(0, Math.ceil(milliseconds)), longest))
    return () => clearTimeout(timer)
  },
}

/** Wakes one waiter at the earliest of the times that were set, in milliseconds of its clock. */
export class Alarm {
  readonly #clock: SteadyClock
  #atMs = Number.POSITIVE_INFINITY
  #disarm = () => {}
  #wake = () => {}

  constructor(clock: SteadyClock = systemClock) {
    this.#clock = clock
  }

  /** A later time than one that is set already changes nothing. */
  set(atMs: number): void {
    if (atMs >= this.#atMs) return
    this.#atMs = atMs
    this.#arm()
  }

  /** Resolves when it is time, or when `signal` aborts. The times that were set are forgotten then. */
  next(signal: AbortSignal): Promise<void> {
    return new Promise(resolve => {
      const wake = () => {
        signal.removeEventListener('abort', wake)
        this.#disarm()
        this.#atMs = Number.POSITIVE_INFINITY
        this.#wake = () => {}
        resolve()
      }
      if (signal.aborted) return resolve()
      signal.addEventListener('abort', wake)
      this.#wake = wake
      this.#arm()
    })
  }

  /** A time that comes while nobody waits wakes the next one who does. */
  #arm(): void {
    this.#disarm()
    if (this.#atMs === Number.POSITIVE_INFINITY) return
    this.#disarm = this.#clock.setTimer(() => this.#wake(), this.#atMs - this.#clock.now())
  }
}
