import { setTimeout as delay } from 'node:timers/promises'
import { podId } from '../../chaos-mesh/select-pods.mts'
import type { Pod } from '../../kube/types.mts'
import type { Directions } from '../network/network.mts'

/**
 * What the chaos-daemons do to the network of a pod, named `namespace/name`. They answer with a promise
 * if they take their time.
 */
export interface ChaosNetwork {
  /** Cuts these directions and no others. */
  cut(podId: string, directions: Directions): unknown
  heal(podId: string): unknown
}

/** What went wrong between chaos-mesh and its daemon. */
export class ChaosDaemonError extends Error {
  /** As in `set ipsets`. */
  readonly activity: string

  constructor(activity: string, message: string) {
    super(message)
    this.activity = activity
  }
}

export interface ChaosDaemonOptions {
  network: ChaosNetwork
  /** How long an answer is waited for. */
  timeoutMs: number
  signal: AbortSignal
}

/**
 * Has the daemon cut these directions of a pod, or heal it. Throws a ChaosDaemonError in the words of
 * chaos-mesh's `podnetworkchaos` controller, which tells only that it failed, not why.
 */
export const callChaosDaemon = async (
  { network, timeoutMs, signal }: ChaosDaemonOptions,
  pod: Pod,
  directions: Directions,
): Promise<void> => {
  const id = podId(pod)
  const { egress, ingress } = directions
  const done = new AbortController()
  const late = delay(timeoutMs, undefined, { signal: AbortSignal.any([signal, done.signal]) })
  const expired = late.then(() => Promise.reject(new Error('context deadline exceeded')))
  try {
    await Promise.race([
      egress || ingress ? network.cut(id, directions) : network.heal(id),
      expired,
    ])
  } catch (error) {
    if (error instanceof ChaosDaemonError) throw error
    const why = `unable to flush ip sets for pod ${pod.metadata.name}`
    throw new ChaosDaemonError('set ipsets', `failed to apply for pod ${id}: ${why}`)
  } finally {
    done.abort()
    await expired.catch(() => {})
  }
}
