import { setTimeout as delay } from 'node:timers/promises'
import type { KubeApi } from '../kube/api.mts'
import { createConnectivityListener } from '../kube/connectivity.mts'
import { observe } from '../kube/informer.mts'
import { nodes } from '../kube/resources.mts'
import type { KubeNode } from '../kube/types.mts'
import { ConditionTracker } from './condition-tracker.mts'
import { checkType, type Snapshot } from './conditions.mts'
import type { SilenceLimit } from './silence/limit.mts'

export interface WatchOptions {
  limit: SilenceLimit
  signal: AbortSignal
  /**
   * Called with the reason when the connection to the API server is lost, and without one when it is
   * restored.
   */
  onConnectionChange?: (lossReason: string | undefined) => void
}

const retryMs = 1_000
/** The longest delay that `setTimeout` accepts. */
const maxDelayMs = 2 ** 31 - 1

/**
 * Yields the conditions now and after each change. A heartbeat is not a change, but the loss of heartbeats is. When
 * a node reaches the limit, reads all nodes again, because this process may have lost its connection. A node is
 * then reported as silent only if it still is. Rejects like `readConditions`.
 */
export async function* watchConditions(
  api: KubeApi,
  type: string,
  { limit, signal, onConnectionChange = () => {} }: WatchOptions,
): AsyncGenerator<Snapshot> {
  const tracker = new ConditionTracker(type, limit)
  const listener = createConnectivityListener(onConnectionChange)
  let isFirst = true
  while (!signal.aborted) {
    const deadline = new Deadline()
    try {
      const combinedSignal = AbortSignal.any([signal, deadline.signal])
      for await (const change of observe<KubeNode>(api, nodes, {
        ...listener,
        signal: combinedSignal,
      })) {
        const hasChanged = tracker.apply(change, performance.now())
        if (isFirst && change.type === 'synced') checkType(change.objects, type)
        isFirst = false
        deadline.set(tracker.deadline())
        if (hasChanged) yield tracker.snapshot(performance.now())
      }
    } catch (error) {
      if (isFirst) throw error
      listener.onFailure(error)
      await delay(retryMs, undefined, { signal }).catch(() => {})
    } finally {
      deadline.clear()
    }
  }
}

/** Aborts its signal when `performance.now()` reaches a given time. */
class Deadline {
  readonly #controller = new AbortController()
  #timer: NodeJS.Timeout | undefined

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /** Replaces the previous time. */
  set(timeMs: number | undefined): void {
    this.clear()
    if (timeMs === undefined) return
    const waitMs = Math.min(Math.max(0, timeMs - performance.now()), maxDelayMs)
    this.#timer = setTimeout(() => this.#controller.abort(), waitMs)
  }

  clear(): void {
    clearTimeout(this.#timer)
  }
}
