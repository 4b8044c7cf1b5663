import type { NetworkChaos } from '../../chaos-mesh/types.mts'
import { messageOf } from '../../cli/errors.mts'
import type { KubeApi } from '../../kube/api.mts'
import { observe } from '../../kube/informer.mts'
import { networkChaos } from '../../kube/resources.mts'
import { experimentId } from './advance-partition.mts'
import type { ChaosNetwork } from './daemon.mts'
import { Experiment } from './experiment.mts'
import { startPodNetworkController } from './pod-network-controller.mts'
import { createPodNetworks } from './pod-networks.mts'
import { createRecorder } from './recorder.mts'

export interface ChaosControllerOptions {
  api: KubeApi
  network: ChaosNetwork
  /** Milliseconds for an answer of the daemon; as in chaos-mesh, one minute if not given. */
  daemonTimeoutMs?: number
  log?: (line: string) => void
}

export interface ChaosController {
  /** Leaves experiments, and what they cut, as they are. */
  stop(): Promise<void>
}

const daemonTimeout = 60_000

/**
 * chaos-mesh for NetworkChaos with the action partition: cuts the pods that experiments select, and
 * writes the same status, records and events. Pods are selected once, so one that is made anew comes
 * back uncut. An experiment whose finalizer somebody else takes away leaves its pods cut.
 */
export const startChaosController = (options: ChaosControllerOptions): ChaosController => {
  const { api, network, daemonTimeoutMs: timeoutMs = daemonTimeout, log = () => {} } = options
  const stopping = new AbortController()
  const { signal } = stopping
  const recorder = createRecorder({ api, log, signal })
  const experiments = new Map<string, Experiment>()
  const onObserved = (podId: string): void => {
    for (const experiment of experiments.values()) experiment.noticePod(podId)
  }
  const daemons = startPodNetworkController({
    network,
    timeoutMs,
    recorder,
    signal,
    onObserved,
    log,
  })
  const networks = createPodNetworks(daemons.notice)
  const context = { api, networks, recorder, signal }

  const end = async (id: string): Promise<void> => {
    const experiment = experiments.get(id)
    experiments.delete(id)
    await experiment?.stop()
  }

  const notice = async (chaos: NetworkChaos): Promise<void> => {
    const id = experimentId(chaos)
    if (experiments.get(id)?.ref.uid !== chaos.metadata.uid) await end(id)
    const experiment = experiments.get(id) ?? new Experiment(context, chaos, log)
    experiments.set(id, experiment)
    experiment.notice(chaos)
  }

  const noticeAll = async (found: NetworkChaos[]): Promise<void> => {
    const ids = new Set(found.map(experimentId))
    for (const id of experiments.keys()) if (!ids.has(id)) await end(id)
    for (const chaos of found) await notice(chaos)
  }

  const follow = async (): Promise<void> => {
    for await (const change of observe<NetworkChaos>(api, networkChaos, { signal })) {
      if (change.type === 'synced') await noticeAll(change.objects)
      else if (change.type === 'deleted') await end(experimentId(change.object))
      else await notice(change.object)
    }
  }

  const following = follow().catch(error => {
    if (!signal.aborted) log(`chaos controller ended: ${messageOf(error)}`)
  })
  return {
    stop: async () => {
      await recorder.flush()
      stopping.abort()
      await following
      await daemons.ended()
      await Promise.all([...experiments.values()].map(experiment => experiment.stop()))
    },
  }
}
