/** Limits concurrency like a buffered Go channel. Waiting callers get a slot in the order of their calls. */
export class Semaphore {
  #freeSlots: number
  readonly #waiters: (() => void)[] = []

  /** With a size of 0, `acquire` waits until it is aborted, like an unbuffered channel without a receiver. */
  constructor(size: number) {
    this.#freeSlots = size
  }

  /** Waits for a slot. Resolves with false if `signal` aborts first. */
  async acquire(signal: AbortSignal): Promise<boolean> {
    if (signal.aborted) return false
    if (this.#freeSlots > 0) {
      this.#freeSlots -= 1
      return true
    }
    return new Promise(resolve => {
      const settle = (isAcquired: boolean) => {
        signal.removeEventListener('abort', abort)
        const index = this.#waiters.indexOf(take)
        if (index >= 0) this.#waiters.splice(index, 1)
        resolve(isAcquired)
      }
      const take = () => settle(true)
      const abort = () => settle(false)
      this.#waiters.push(take)
      signal.addEventListener('abort', abort)
    })
  }

  release(): void {
    const [next] = this.#waiters
    if (next) next()
    else this.#freeSlots += 1
  }
}
