/** Limits concurrency like a buffered Go channel. Waiting callers get a slot in the order of their calls. */
export class Semaphore {
  #free: number
  readonly #waiting: (() => void)[] = []

  /** With a size of 0, `acquire` waits until it is aborted, like an unbuffered channel without a receiver. */
  constructor(size: number) {
    this.#free = size
  }

  /** Waits for a slot. Resolves with false if `signal` aborts first. */
  async acquire(signal: AbortSignal): Promise<boolean> {
    if (signal.aborted) return false
    if (this.#free > 0) {
      this.#free -= 1
      return true
    }
    return new Promise(resolve => {
      const settle = (isAcquired: boolean) => {
        signal.removeEventListener('abort', abort)
        const index = this.#waiting.indexOf(take)
        if (index >= 0) this.#waiting.splice(index, 1)
        resolve(isAcquired)
      }
      const take = () => settle(true)
      const abort = () => settle(false)
      this.#waiting.push(take)
      signal.addEventListener('abort', abort)
    })
  }

  release(): void {
    const [next] = this.#waiting
    if (next) next()
    else this.#free += 1
  }
}
