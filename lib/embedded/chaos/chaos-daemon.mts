import { setTimeout as delay } from 'node:timers/promises'
import { podId } from '../../chaos-mesh/select-pods.mts'
import type { Pod } from '../../kube/types.mts'
import type { BlockedDirections } from '../network/network.mts'

/**
 * The operations of chaos-daemons on a pod's network. `podId` is `namespace/name`. If a method returns a
 * promise, the caller awaits it.
 */
export interface ChaosNetwork {
  /** Blocks traffic in these directions. Replaces an earlier partition. */
  partition(podId: string, directions: BlockedDirections): unknown
  heal(podId: string): unknown
}

/** A failed call from chaos-mesh to a chaos-daemon. */
export class ChaosDaemonError extends Error {
  /** Example: `set ipsets`. */
  readonly activity: string

  constructor(activity: string, message: string) {
    super(message)
    this.activity = activity
  }
}

export interface ChaosDaemonOptions {
  network: ChaosNetwork
  /** Milliseconds until a call times out. */
  timeoutMs: number
  signal: AbortSignal
}

/**
 * Calls the chaos-daemon to block the pod's traffic in these directions, or to remove the block if both are
 * false.
 * Throws a ChaosDaemonError with the message of chaos-mesh's `podnetworkchaos` controller, which omits
 * the cause.
 */
export const callChaosDaemon = async (
  { network, timeoutMs, signal }: ChaosDaemonOptions,
  pod: Pod,
  directions: BlockedDirections,
): Promise<void> => {
  const id = podId(pod)
  const { egress, ingress } = directions
  const timerController = new AbortController()
  const timer = delay(timeoutMs, undefined, {
    signal: AbortSignal.any([signal, timerController.signal]),
  })
  const timeout = timer.then(() => Promise.reject(new Error('context deadline exceeded')))
  try {
    await Promise.race([
      egress || ingress ? network.partition(id, directions) : network.heal(id),
      timeout,
    ])
  } catch (error) {
    if (error instanceof ChaosDaemonError) throw error
    const failedAction = `unable to flush ip sets for pod ${pod.metadata.name}`
    throw new ChaosDaemonError('set ipsets', `failed to apply for pod ${id}: ${failedAction}`)
  } finally {
    timerController.abort()
    await timeout.catch(() => {})
  }
}
