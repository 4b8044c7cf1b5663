import { setTimeout as delay } from 'node:timers/promises'
import { podId } from '../../chaos-mesh/select-pods.mts'
import { messageOf } from '../../cli/errors.mts'
import { retryAfter } from './backoff.mts'
import { type ObserveOptions, observePodNetwork } from './observe-pod-network.mts'
import type { PodNetwork } from './pod-networks.mts'

export interface PodNetworkController {
  /** Schedules a chaos-daemon call after a change of the pod's rules. */
  enqueue(network: PodNetwork): void
  /** Resolves when all calls have ended. Abort the signal first. */
  ended(): Promise<void>
}

interface ControllerOptions extends ObserveOptions {
  /** Called when a chaos-daemon call for this pod has succeeded or failed. */
  onObserved: (podId: string) => void
  log: (line: string) => void
}

/**
 * Starts the controller that calls the chaos-daemons. As in chaos-mesh, it handles one pod at a time, so
 * a hanging call delays all others. Failed calls are retried with increasing delays.
 */
export const startPodNetworkController = (options: ControllerOptions): PodNetworkController => {
  const { signal, onObserved, log } = options
  const failures = new Map<PodNetwork, number>()
  const due = new Set<PodNetwork>()
  const timers = new Set<Promise<void>>()
  let running: Promise<void> | undefined

  const retry = (network: PodNetwork): void => {
    const count = failures.get(network) ?? 0
    failures.set(network, count + 1)
    const timer = delay(retryAfter(count), undefined, { signal })
      .then(() => enqueue(network))
      .catch(() => {})
      .finally(() => timers.delete(timer))
    timers.add(timer)
  }

  const observe = async (network: PodNetwork): Promise<void> => {
    due.delete(network)
    if (await observePodNetwork(network, options)) retry(network)
    else failures.delete(network)
    if (!signal.aborted) onObserved(podId(network.pod))
  }

  const work = async (): Promise<void> => {
    for (const network of due) {
      if (signal.aborted) break
      await observe(network).catch(error =>
        log(`Failed to set the network rules of a pod: ${messageOf(error)}`),
      )
    }
    running = undefined
  }

  const enqueue = (network: PodNetwork): void => {
    due.add(network)
    running ??= Promise.resolve().then(work)
  }

  return {
    enqueue,
    ended: async () => {
      await running
      await Promise.all(timers)
    },
  }
}
