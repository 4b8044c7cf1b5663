import { setTimeout as delay } from 'node:timers/promises'
import { podId } from '../../chaos-mesh/select-pods.mts'
import { messageOf } from '../../cli/errors.mts'
import { computeRetryDelayMs } from './backoff.mts'
import type { PodNetwork } from './pod-networks.mts'
import { type ReconcileOptions, reconcilePodNetwork } from './reconcile-pod-network.mts'

export interface PodNetworkController {
  /** Schedules a chaos-daemon call after a change to the pod's rules. */
  enqueue(network: PodNetwork): void
  /** Resolves when all calls have ended. Abort the signal first. */
  waitUntilFinished(): Promise<void>
}

interface ControllerOptions extends ReconcileOptions {
  /** Called when a chaos-daemon call for this pod has succeeded or failed. */
  onReconciled: (podId: string) => void
  log: (line: string) => void
}

/**
 * Starts the controller that calls the chaos-daemons. As in chaos-mesh, it handles one pod at a time, so
 * a hanging call delays all others. Failed calls are retried with increasing delays.
 */
export const startPodNetworkController = (options: ControllerOptions): PodNetworkController => {
  const { signal, onReconciled, log } = options
  const failures = new Map<PodNetwork, number>()
  const queue = new Set<PodNetwork>()
  const timers = new Set<Promise<void>>()
  let currentRun: Promise<void> | undefined

  const retry = (network: PodNetwork): void => {
    const count = failures.get(network) ?? 0
    failures.set(network, count + 1)
    const timer = delay(computeRetryDelayMs(count), undefined, { signal })
      .then(() => enqueue(network))
      .catch(() => {})
      .finally(() => timers.delete(timer))
    timers.add(timer)
  }

  const reconcile = async (network: PodNetwork): Promise<void> => {
    queue.delete(network)
    if (await reconcilePodNetwork(network, options)) retry(network)
    else failures.delete(network)
    if (!signal.aborted) onReconciled(podId(network.pod))
  }

  const processQueue = async (): Promise<void> => {
    for (const network of queue) {
      if (signal.aborted) break
      await reconcile(network).catch(error =>
        log(`Failed to set the network rules of a pod: ${messageOf(error)}`),
      )
    }
    currentRun = undefined
  }

  const enqueue = (network: PodNetwork): void => {
    queue.add(network)
    currentRun ??= Promise.resolve().then(processQueue)
  }

  return {
    enqueue,
    waitUntilFinished: async () => {
      await currentRun
      await Promise.all(timers)
    },
  }
}
