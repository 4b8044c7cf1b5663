/** A buffered Go channel that limits how much runs at the same time. Those who wait are served in order. */
export class Semaphore {
  #free: number
  readonly #waiting: (() => void)[] = []

  /** With a size of 0, like an unbuffered channel without a receiver, `acquire` waits until it is aborted. */
  constructor(size: number) {
    this.#free = size
  }

  /** Waits for a place. Resolves with false if `signal` aborts first. */
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
