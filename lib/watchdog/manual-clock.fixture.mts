import type { SteadyClock } from './alarm.mts'

/** A clock that only moves when `advance` is called. */
export class ManualClock implements SteadyClock {
  #nowMs = 1_000_000
  readonly #timers = new Set<{ atMs: number; callback: () => void }>()

  now(): number {
    return this.#nowMs
  }

  /** A callback without a positive delay runs soon, as with `setTimeout`. */
  setTimer(callback: () => void, milliseconds: number): () => void {
    if (milliseconds <= 0) {
      const immediate = setImmediate(callback)
      return () => clearImmediate(immediate)
    }
    const timer = { atMs: this.#nowMs + milliseconds, callback }
    this.#timers.add(timer)
    return () => this.#timers.delete(timer)
  }

  advance(milliseconds: number): void {
    this.#nowMs += milliseconds
    for (const timer of this.#timers) {
      if (timer.atMs > this.#nowMs) continue
      this.#timers.delete(timer)
      timer.callback()
    }
  }
}
