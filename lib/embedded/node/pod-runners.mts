import { join } from 'node:path'
import type { Pod } from '../../kube/types.mts'
import type { PodLogReader } from '../apiserver/pod-log.mts'
import type { Kubelet } from './kubelets.mts'
import { type PodEnvironment, PodRunner } from './pod-runner.mts'

export interface PodRunnersOptions extends PodEnvironment {
  /** Folder for the pods' files, with one subfolder per node. */
  folder: string
}

/** The pods running on all nodes. */
export interface PodRunners {
  readLog: PodLogReader
  /** Stops deleted pods and starts new pods on nodes that have a kubelet. */
  reconcile(pods: Pod[]): Promise<void>
  stop(): Promise<void>
}

export const createPodRunners = (
  options: PodRunnersOptions,
  findKubelet: (nodeName: string) => Kubelet | undefined,
): PodRunners => {
  const runners = new Map<string, PodRunner>()
  let startedPodCount = 0

  const startRunner = (pod: Pod, { hostIP, index }: Kubelet): PodRunner => {
    startedPodCount += 1
    const root = join(options.folder, pod.spec.nodeName ?? '', pod.metadata.name)
    const podIP = `10.244.${index}.${startedPodCount + 1}`
    return new PodRunner(pod, options, root, { hostIP, podIP })
  }

  const stopDeleted = async (podsByUid: Map<string, Pod>): Promise<void> => {
    const deletedRunners = [...runners].filter(([uid]) => !podsByUid.has(uid))
    await Promise.all(
      deletedRunners.map(async ([uid, runner]) => {
        await runner.stop()
        runners.delete(uid)
      }),
    )
  }

  return {
    readLog: (pod, { previous, ...options }) =>
      runners
        .get(pod.metadata.uid ?? '')
        ?.log(previous)
        ?.read(options),
    reconcile: async pods => {
      const podsByUid = new Map(pods.map(pod => [pod.metadata.uid ?? '', pod]))
      await stopDeleted(podsByUid)
      for (const [uid, pod] of podsByUid) {
        const kubelet = findKubelet(pod.spec.nodeName ?? '')
        if (kubelet && !runners.has(uid)) runners.set(uid, startRunner(pod, kubelet))
      }
    },
    stop: async () => {
      await Promise.all([...runners.values()].map(runner => runner.stop()))
    },
  }
}
