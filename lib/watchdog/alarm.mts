/** Wakes one waiter at the earliest of the times that were set, in milliseconds as of `performance.now()`. */
export class Alarm {
  #atMs = Number.POSITIVE_INFINITY
  #timer: NodeJS.Timeout | undefined
  #wake = () => {}

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
        clearTimeout(this.#timer)
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

  #arm(): void {
    clearTimeout(this.#timer)
    if (this.#atMs === Number.POSITIVE_INFINITY) return
    // Not before the time, by a clock that has fractions; a timer takes 2^31 ms at most.
    const wait = Math.min(Math.max(0, Math.ceil(this.#atMs - performance.now())), 2 ** 31 - 1)
    this.#timer = setTimeout(() => this.#wake(), wait)
  }
}
