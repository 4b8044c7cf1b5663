import type { NetworkChaos } from '../../chaos-mesh/types.mts'
import { messageOf } from '../../cli/errors.mts'
import type { KubeApi } from '../../kube/api.mts'
import { observe } from '../../kube/informer.mts'
import { networkChaos } from '../../kube/resources.mts'
import { experimentId } from './advance-partition.mts'
import type { ChaosNetwork } from './chaos-daemon.mts'
import { Experiment } from './experiment.mts'
import type { PipelineContext } from './pipeline.mts'
import { startPodNetworkController } from './pod-network-controller.mts'
import { createPodNetworks } from './pod-networks.mts'
import { createRecorder } from './recorder.mts'

export interface ChaosControllerOptions {
  api: KubeApi
  network: ChaosNetwork
  /** Milliseconds for an answer of the daemon; as in chaos-mesh, one minute if not given. */
  chaosDaemonTimeoutMs?: number
  log?: (line: string) => void
}

export interface ChaosController {
  /** Leaves experiments, and what they cut, as they are. */
  stop(): Promise<void>
}

const defaultTimeoutMs = 60_000

/**
 * chaos-mesh for NetworkChaos with the action partition: cuts the pods that experiments select, and
 * writes the same status, records and events. Pods are selected once, so one that is made anew comes
 * back uncut. An experiment whose finalizer somebody else takes away leaves its pods cut.
 */
export const startChaosController = (options: ChaosControllerOptions): ChaosController => {
  const {
    api,
    network,
    chaosDaemonTimeoutMs: timeoutMs = defaultTimeoutMs,
    log = () => {},
  } = options
  const stopping = new AbortController()
  const { signal } = stopping
  const recorder = createRecorder({ api, log, signal })
  const podNetworkController = startPodNetworkController({
    network,
    timeoutMs,
    recorder,
    signal,
    onObserved: podId => experiments.handlePodChange(podId),
    log,
  })
  const networks = createPodNetworks(podNetworkController.enqueue)
  const experiments = createExperiments({ api, networks, recorder, signal }, log)
  const following = followChaos(api, experiments, signal).catch(error => {
    if (!signal.aborted) log(`chaos controller ended: ${messageOf(error)}`)
  })
  return {
    stop: async () => {
      await recorder.flush()
      stopping.abort()
      await following
      await podNetworkController.ended()
      await experiments.stop()
    },
  }
}

const followChaos = async (
  api: KubeApi,
  experiments: Experiments,
  signal: AbortSignal,
): Promise<void> => {
  for await (const change of observe<NetworkChaos>(api, networkChaos, { signal })) {
    if (change.type === 'synced') await experiments.handleSync(change.objects)
    else if (change.type === 'deleted') await experiments.end(experimentId(change.object))
    else await experiments.handleChange(change.object)
  }
}

interface Experiments {
  /** Starts the experiment of this object, or passes the change on to it. */
  handleChange(chaos: NetworkChaos): Promise<void>
  /** Also ends the experiments whose object is missing from `found`. */
  handleSync(found: NetworkChaos[]): Promise<void>
  /** The daemon has worked on this pod, or failed. */
  handlePodChange(podId: string): void
  end(id: string): Promise<void>
  /** Stops all, and leaves what they cut as it is. */
  stop(): Promise<void>
}

const createExperiments = (context: PipelineContext, log: (line: string) => void): Experiments => {
  const experiments = new Map<string, Experiment>()

  const end = async (id: string): Promise<void> => {
    const experiment = experiments.get(id)
    experiments.delete(id)
    await experiment?.stop()
  }

  const handleChange = async (chaos: NetworkChaos): Promise<void> => {
    const id = experimentId(chaos)
    if (experiments.get(id)?.ref.uid !== chaos.metadata.uid) await end(id)
    const experiment = experiments.get(id) ?? new Experiment(context, chaos, log)
    experiments.set(id, experiment)
    experiment.handleChange(chaos)
  }

  return {
    handleChange,
    handleSync: async found => {
      const ids = new Set(found.map(experimentId))
      for (const id of experiments.keys()) if (!ids.has(id)) await end(id)
      for (const chaos of found) await handleChange(chaos)
    },
    handlePodChange: podId => {
      for (const experiment of experiments.values()) experiment.handlePodChange(podId)
    },
    end,
    stop: async () => {
      await Promise.all([...experiments.values()].map(experiment => experiment.stop()))
    },
  }
}
