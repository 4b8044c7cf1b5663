import { GoPanic } from './panic.mts'
import { longestTimeout } from './sleep.mts'

/**
 * Go's `time.Ticker`. It keeps one tick for a busy receiver and drops the others. Ticks occur at
 * multiples of the period, even if the receiver is late.
 */
export class Ticker {
  readonly #periodMs: number
  #nextTickAt: number
  #timer: NodeJS.Timeout | undefined
  #hasTick = false
  #onTick: (() => void) | undefined

  /** Throws a GoPanic if `periodMs` is not positive. */
  constructor(periodMs: number) {
    if (periodMs <= 0) throw new GoPanic('non-positive interval for NewTicker')
    this.#periodMs = periodMs
    this.#nextTickAt = performance.now() + periodMs
    this.#arm()
  }

  /** Waits for the next tick. Resolves with false if `signal` aborts first. */
  async tick(signal: AbortSignal): Promise<boolean> {
    if (signal.aborted) return false
    if (!this.#hasTick) await this.#wait(signal)
    if (signal.aborted) return false
    this.#hasTick = false
    return true
  }

  stop(): void {
    clearTimeout(this.#timer)
  }

  #wait(signal: AbortSignal): Promise<void> {
    return new Promise(resolve => {
      const settle = () => {
        signal.removeEventListener('abort', settle)
        this.#onTick = undefined
        resolve()
      }
      this.#onTick = settle
      signal.addEventListener('abort', settle)
    })
  }

  #arm(): void {
    const delay = Math.min(Math.max(this.#nextTickAt - performance.now(), 0), longestTimeout)
    this.#timer = setTimeout(() => this.#fire(), delay)
  }

  #fire(): void {
    const lateByMs = performance.now() - this.#nextTickAt
    if (lateByMs >= 0) {
      this.#nextTickAt += this.#periodMs * (1 + Math.floor(lateByMs / this.#periodMs))
      this.#hasTick = true
      this.#onTick?.()
    }
    this.#arm()
  }
}
