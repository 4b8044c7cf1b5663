import { type Duration, second } from './go/duration.mts'
import { Ticker } from './go/ticker.mts'
import { type Clock, type GoTime, isSameTime, timeBetween } from './go/time.mts'
import type { Klog } from './klog.mts'
import type { ProblemClient } from './problem-client.mts'
import type { Condition } from './status.mts'

/** Milliseconds from one look at the conditions to the next. */
export const updatePeriod = 1_000
const resyncPeriod: Duration = 10n * second

export interface ConditionManagerOptions {
  client: ProblemClient
  clock: Clock
  klog: Klog
  heartbeatPeriod: Duration
}

/**
 * NPD's `conditionManager`: looks once a second whether a condition has changed, a failed write is to
 * be repeated (after 10 s) or a heartbeat is due, and then writes all conditions at once. While a
 * write is under way nothing else is looked at.
 */
export class ConditionManager {
  readonly #options: ConditionManagerOptions
  readonly #updates = new Map<string, Condition>()
  readonly #conditions = new Map<string, Condition>()
  #latestTry: GoTime | undefined
  #resyncNeeded = false

  constructor(options: ConditionManagerOptions) {
    this.#options = options
  }

  /** The newest one of a type is kept. */
  update(condition: Condition): void {
    this.#updates.set(condition.type, condition)
  }

  /** What NPD's `/conditions` tells. */
  conditions(): Condition[] {
    return [...this.#conditions.values()]
  }

  async run(signal: AbortSignal): Promise<void> {
    const ticker = new Ticker(updatePeriod)
    while (await ticker.tick(signal))
      if (this.#takeUpdates() || this.#isResyncDue() || this.#isHeartbeatDue())
        await this.#sync(signal)
    ticker.stop()
  }

  #takeUpdates(): boolean {
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

  /** Since the last try; before the first one every time has. */
  #hasPassed(period: Duration): boolean {
    const { clock } = this.#options
    return !this.#latestTry || timeBetween(this.#latestTry, clock.now()) >= period
  }

  async #sync(signal: AbortSignal): Promise<void> {
    const { client, clock, klog } = this.#options
    this.#latestTry = clock.now()
    this.#resyncNeeded = false
    try {
      await client.setConditions(this.conditions(), signal)
    } catch (error) {
      if (signal.aborted) return
      const reason = error instanceof Error ? error.message : error
      klog.log('conditionsNotUpdated', `failed to update node conditions: ${reason}`)
      this.#resyncNeeded = true
    }
  }
}

/** Go's `reflect.DeepEqual` of two conditions. */
const isSame = (a: Condition | undefined, b: Condition): boolean =>
  a !== undefined &&
  a.status === b.status &&
  a.reason === b.reason &&
  a.message === b.message &&
  isSameTime(a.transition, b.transition)
