import { messageOf } from '../../cli/errors.mts'
import { ObjectCache, observe } from '../../kube/informer.mts'
import { nodes, pods } from '../../kube/resources.mts'
import type { KubeNode, Pod } from '../../kube/types.mts'
import type { PodLogReader } from '../apiserver/pod-log.mts'
import { createReconciler } from '../reconciler.mts'
import { createKubelets, type KubeletsOptions } from './kubelets.mts'
import { createPodRunners, type PodRunnersOptions } from './pod-runners.mts'

export interface MachinesOptions extends KubeletsOptions, PodRunnersOptions {}

export interface Machines {
  readPodLog: PodLogReader
  stop(): Promise<void>
}

/** Runs a simulated machine (a kubelet and its pods) for each Node object. */
export const startMachines = (options: MachinesOptions): Machines => {
  const { api, log } = options
  const abortController = new AbortController()
  const { signal } = abortController
  const kubelets = createKubelets(options, signal)
  const podRunners = createPodRunners(options, kubelets.get)
  const nodeCache = new ObjectCache<KubeNode>()
  const podCache = new ObjectCache<Pod>()
  const reconciler = createReconciler(
    async () => {
      await kubelets.reconcile(nodeCache.objects())
      await podRunners.reconcile(podCache.objects())
    },
    error => log(`Failed to update the machines: ${messageOf(error)}`),
  )
  const watchResource = async <T extends KubeNode | Pod>(
    resource: typeof nodes,
    cache: ObjectCache<T>,
  ): Promise<void> => {
    for await (const change of observe<T>(api, resource, { signal })) {
      cache.update(change)
      if (change.type !== 'modified') reconciler.requestRun()
    }
  }
  const watchLoop = Promise.all([
    watchResource(nodes, nodeCache),
    watchResource(pods, podCache),
  ]).catch(error => {
    if (!signal.aborted) log(`Failed to watch nodes and pods: ${messageOf(error)}`)
  })
  return {
    readPodLog: podRunners.readLog,
    stop: async () => {
      abortController.abort()
      await watchLoop
      await reconciler.stop()
      await podRunners.stop()
      await kubelets.stop()
    },
  }
}
