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
  /** Timeout for a chaos-daemon call in milliseconds. Default: one minute, as in chaos-mesh. */
  chaosDaemonTimeoutMs?: number
  log?: (line: string) => void
}

export interface ChaosController {
  /** Stops the controller. Experiments and partitions remain as they are. */
  stop(): Promise<void>
}

const defaultTimeoutMs = 60_000

/**
 * Starts a controller that runs NetworkChaos experiments with the action `partition`. It disconnects the
 * selected pods, and writes the same status, records and events as chaos-mesh. Pods are selected
 * once, so a recreated pod is not disconnected. If an experiment loses its finalizer before it recovers, its
 * pods remain disconnected.
 */
export const startChaosController = (options: ChaosControllerOptions): ChaosController => {
  const {
    api,
    network,
    chaosDaemonTimeoutMs: timeoutMs = defaultTimeoutMs,
    log = () => {},
  } = options
  const abortController = new AbortController()
  const { signal } = abortController
  const recorder = createRecorder({ api, log, signal })
  const podNetworkController = startPodNetworkController({
    network,
    timeoutMs,
    recorder,
    signal,
    onReconciled: podId => experiments.handlePodReconciled(podId),
    log,
  })
  const networks = createPodNetworks(podNetworkController.enqueue)
  const experiments = createExperiments({ api, networks, recorder, signal }, log)
  const watchLoop = watchExperiments(api, experiments, signal).catch(error => {
    if (!signal.aborted) log(`Failed to watch experiments: ${messageOf(error)}`)
  })
  return {
    stop: async () => {
      await recorder.flush()
      abortController.abort()
      await watchLoop
      await podNetworkController.waitUntilFinished()
      await experiments.stop()
    },
  }
}

const watchExperiments = async (
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
  /** Starts the experiment. If it is already running, passes the change to it. */
  handleChange(chaos: NetworkChaos): Promise<void>
  /** Handles each experiment in the list, and ends the experiments that are missing from it. */
  handleSync(currentExperiments: NetworkChaos[]): Promise<void>
  /** Called when a chaos-daemon call for this pod has succeeded or failed. */
  handlePodReconciled(podId: string): void
  end(id: string): Promise<void>
  /** Stops all experiments. Their partitions remain. */
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
    handleSync: async currentExperiments => {
      const ids = new Set(currentExperiments.map(experimentId))
      for (const id of experiments.keys()) if (!ids.has(id)) await end(id)
      for (const chaos of currentExperiments) await handleChange(chaos)
    },
    handlePodReconciled: podId => {
      for (const experiment of experiments.values()) experiment.handlePodReconciled(podId)
    },
    end,
    stop: async () => {
      await Promise.all([...experiments.values()].map(experiment => experiment.stop()))
    },
  }
}
