import { type Clock, systemClock } from './clock.mts'

/** Wakes one waiter at the earliest of the times that were set, in milliseconds of its clock. */
export class Alarm {
  readonly #clock: Clock
  #atMs = Number.POSITIVE_INFINITY
  #disarm = () => {}
  #wake = () => {}

  constructor(clock: Clock = systemClock) {
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
