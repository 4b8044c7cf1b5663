import { podId } from '../../chaos-mesh/select-pods.mts'
import { ChaosDaemonError, type ChaosDaemonOptions, callChaosDaemon } from './chaos-daemon.mts'
import { createFailedEvent, createUpdatedEvent } from './chaos-events.mts'
import { findBlockedDirections, type PodNetwork } from './pod-networks.mts'
import type { Recorder } from './recorder.mts'

export interface ReconcileOptions extends ChaosDaemonOptions {
  recorder: Recorder
}

const component = 'podnetworkchaos'

/**
 * Performs one run of chaos-mesh's `podnetworkchaos` controller: calls the chaos-daemon to set the rules and
 * records the result. Returns true if the call must be retried. For a pod on the host network, records an
 * error without a call or a retry.
 */
export const reconcilePodNetwork = async (
  network: PodNetwork,
  options: ReconcileOptions,
): Promise<boolean> => {
  const { recorder, signal } = options
  const { pod, object, generation } = network
  if (generation <= network.observedGeneration && network.failure === undefined) return false
  const error = await setRules(network, options)
  if (signal.aborted) return false
  if (error) recorder.record(object, component, createFailedEvent(error.activity, error.message))
  network.observedGeneration = generation
  if (error) network.failure = error.message
  else delete network.failure
  recorder.record(object, component, createUpdatedEvent('ObservedGeneration and FailedMessage'))
  return error !== undefined && !pod.spec.hostNetwork
}

const setRules = async (
  network: PodNetwork,
  options: ReconcileOptions,
): Promise<ChaosDaemonError | undefined> => {
  const { pod } = network
  if (pod.spec.hostNetwork)
    return new ChaosDaemonError(
      'inject network chaos',
      `It's dangerous to inject network chaos on a pod(${podId(pod)}) with \`hostNetwork\``,
    )
  try {
    await callChaosDaemon(options, pod, findBlockedDirections(network))
    return undefined
  } catch (error) {
    if (error instanceof ChaosDaemonError) return error
    throw error
  }
}
