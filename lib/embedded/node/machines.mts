import { join } from 'node:path'
import { messageOf } from '../../cli/errors.mts'
import { ObjectCache, observe } from '../../kube/informer.mts'
import { nodes, pods } from '../../kube/resources.mts'
import type { KubeNode, Pod } from '../../kube/types.mts'
import type { PodLogs } from '../apiserver/pod-log.mts'
import { createReconciler } from '../reconciler.mts'
import { runKubelet } from './kubelet.mts'
import { type PodEnvironment, PodRunner } from './pod-runner.mts'

export interface MachinesOptions extends PodEnvironment {
  /** Folder for the files of pods, one folder per node in it. */
  folder: string
  /** The kubelets', as in `v1.35.1`. */
  kubeletVersion: string
}

export interface Machines {
  podLogs: PodLogs
  stop(): Promise<void>
}

interface Kubelet {
  uid: string | undefined
  hostIP: string
  index: number
  stop(): Promise<void>
}

/** A machine for every Node object, which runs the pods that are bound to it. */
export const startMachines = (options: MachinesOptions): Machines => {
  const { api, log, folder, kubeletVersion } = options
  const stopping = new AbortController()
  const { signal } = stopping
  const nodeCache = new ObjectCache<KubeNode>()
  const podCache = new ObjectCache<Pod>()
  const kubelets = new Map<string, Kubelet>()
  const runners = new Map<string, PodRunner>()
  let machineCount = 0
  let podCount = 0

  const startKubelet = (node: KubeNode): Kubelet => {
    machineCount += 1
    const hostIP = `172.18.0.${machineCount + 1}`
    const ended = new AbortController()
    const either = AbortSignal.any([signal, ended.signal])
    const running = runKubelet({ api, node, hostIP, version: kubeletVersion, log }, either)
    return {
      uid: node.metadata.uid,
      hostIP,
      index: machineCount - 1,
      stop: async () => {
        ended.abort()
        await running
      },
    }
  }

  const reconcileKubelets = async () => {
    const wanted = new Map(nodeCache.objects().map(node => [node.metadata.name, node]))
    for (const [name, kubelet] of kubelets)
      if (wanted.get(name)?.metadata.uid !== kubelet.uid) {
        kubelets.delete(name)
        await kubelet.stop()
      }
    for (const [name, node] of wanted)
      if (!kubelets.has(name)) kubelets.set(name, startKubelet(node))
  }

  const startPod = (pod: Pod, { hostIP, index }: Kubelet): PodRunner => {
    podCount += 1
    const root = join(folder, pod.spec.nodeName ?? '', pod.metadata.name)
    const podIP = `10.244.${index}.${podCount + 1}`
    return new PodRunner(pod, options, root, { hostIP, podIP })
  }

  const reconcilePods = async () => {
    const wanted = new Map(podCache.objects().map(pod => [pod.metadata.uid ?? '', pod]))
    const gone = [...runners].filter(([uid]) => !wanted.has(uid))
    await Promise.all(
      gone.map(async ([uid, runner]) => {
        await runner.stop()
        runners.delete(uid)
      }),
    )
    for (const [uid, pod] of wanted) {
      const kubelet = kubelets.get(pod.spec.nodeName ?? '')
      if (kubelet && !runners.has(uid)) runners.set(uid, startPod(pod, kubelet))
    }
  }

  const reconciler = createReconciler(
    async () => {
      await reconcileKubelets()
      await reconcilePods()
    },
    error => log(`machines: ${messageOf(error)}`),
  )
  const follow = async <T extends KubeNode | Pod>(
    resource: typeof nodes,
    cache: ObjectCache<T>,
  ): Promise<void> => {
    for await (const change of observe<T>(api, resource, { signal })) {
      cache.update(change)
      if (change.type !== 'modified') reconciler.poke()
    }
  }
  const following = Promise.all([follow(nodes, nodeCache), follow(pods, podCache)]).catch(error => {
    if (!signal.aborted) log(`machines ended: ${messageOf(error)}`)
  })
  return {
    podLogs: (pod, { previous, follow, tailLines, since, signal }) =>
      runners
        .get(pod.metadata.uid ?? '')
        ?.log(previous)
        ?.read({
          follow,
          signal,
          ...(tailLines !== undefined && { tailLines }),
          ...(since && { since }),
        }),
    stop: async () => {
      stopping.abort()
      await following
      await reconciler.stop()
      await Promise.all([...runners.values()].map(runner => runner.stop()))
      await Promise.all([...kubelets.values()].map(kubelet => kubelet.stop()))
    },
  }
}
