import { type Duration, second } from './go/duration.mts'
import { Ticker } from './go/ticker.mts'
import { type Clock, type GoTime, isSameTime, timeBetween } from './go/time.mts'
import type { Klog } from './klog.mts'
import type { ProblemClient } from './problem-client.mts'
import type { Condition } from './status.mts'

/** Milliseconds between two checks of the conditions. */
export const updatePeriodMs = 1_000
const resyncPeriod: Duration = 10n * second

export interface ConditionManagerOptions {
  client: ProblemClient
  clock: Clock
  klog: Klog
  heartbeatPeriod: Duration
}

/**
 * NPD's `conditionManager`. It writes all conditions in one request if a condition has changed or a heartbeat is
 * due. It retries a failed write after 10 s. Once a second, except during a write, it checks whether a write or a
 * retry is due.
 */
export class ConditionManager {
  readonly #options: ConditionManagerOptions
  readonly #updates = new Map<string, Condition>()
  readonly #conditions = new Map<string, Condition>()
  #lastAttemptAt: GoTime | undefined
  #resyncNeeded = false

  constructor(options: ConditionManagerOptions) {
    this.#options = options
  }

  /** Schedules a condition to be written. A newer update of the same type replaces it. */
  update(condition: Condition): void {
    this.#updates.set(condition.type, condition)
  }

  /** Returns the conditions that NPD serves at `/conditions`. */
  conditions(): Condition[] {
    return [...this.#conditions.values()]
  }

  /** Checks and writes the conditions until `signal` aborts. */
  async run(signal: AbortSignal): Promise<void> {
    const ticker = new Ticker(updatePeriodMs)
    while (await ticker.tick(signal))
      if (this.#applyUpdates() || this.#isResyncDue() || this.#isHeartbeatDue())
        await this.#sync(signal)
    ticker.stop()
  }

  #applyUpdates(): boolean {
    let changed = false
    for (const [type, update] of this.#updates) {
      if (isSame(this.#conditions.get(type), update)) continue
      changed = true
      this.#conditions.set(type, update)
    }
    this.#updates.clear()
    return changed
  }

  #isResyncDue(): boolean {
    return this.#resyncNeeded && this.#hasPassed(resyncPeriod)
  }

  #isHeartbeatDue(): boolean {
    return this.#hasPassed(this.#options.heartbeatPeriod)
  }

  /** Whether the period has passed since the last write attempt. Always true before the first attempt. */
  #hasPassed(period: Duration): boolean {
    const { clock } = this.#options
    return !this.#lastAttemptAt || timeBetween(this.#lastAttemptAt, clock.now()) >= period
  }

  async #sync(signal: AbortSignal): Promise<void> {
    const { client, clock, klog } = this.#options
    this.#lastAttemptAt = clock.now()
    this.#resyncNeeded = false
    try {
      await client.setConditions(this.conditions(), signal)
    } catch (error) {
      if (signal.aborted) return
      const reason = error instanceof Error ? error.message : error
      klog.log('conditionsUpdateFailed', `failed to update node conditions: ${reason}`)
      this.#resyncNeeded = true
    }
  }
}

/** Compares two conditions like Go's `reflect.DeepEqual`. */
const isSame = (a: Condition | undefined, b: Condition): boolean =>
  a !== undefined &&
  a.status === b.status &&
  a.reason === b.reason &&
  a.message === b.message &&
  isSameTime(a.transition, b.transition)
