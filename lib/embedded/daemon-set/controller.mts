import { messageOf } from '../../cli/errors.mts'
import type { KubeApi } from '../../kube/api.mts'
import { ObjectCache, observe } from '../../kube/informer.mts'
import { generateSuffix } from '../../kube/names.mts'
import { daemonSets, nodes, pods, type Resource } from '../../kube/resources.mts'
import type { DaemonSet, KubeNode, KubeObject, Pod, Toleration } from '../../kube/types.mts'
import { createReconciler } from '../reconciler.mts'
import { computeRevision, planDaemonSet, revisionLabel } from './plan.mts'

export interface DaemonSetController {
  stop(): Promise<void>
}

/** Starts a controller that runs a pod of every DaemonSet on each node and replaces outdated pods. */
export const startDaemonSetController = (
  api: KubeApi,
  log: (line: string) => void,
): DaemonSetController => {
  const abortController = new AbortController()
  const { signal } = abortController
  const daemonSetCache = new ObjectCache<DaemonSet>()
  const nodeCache = new ObjectCache<KubeNode>()
  const podCache = new ObjectCache<Pod>()
  // Wait for all three lists, because a plan from partial data would create or delete the wrong pods.
  const unsyncedResources = new Set<Resource>([daemonSets, nodes, pods])

  const reconcile = async () => {
    if (unsyncedResources.size > 0) return
    for (const daemonSet of daemonSetCache.objects()) {
      const plan = planDaemonSet(daemonSet, nodeCache.objects(), podCache.objects())
      await Promise.all([
        ...plan.nodesWithoutPod.map(node => createPod(api, daemonSet, node, podCache)),
        ...plan.podsToDelete.map(pod => removePod(api, pod, podCache)),
      ])
      await writeStatus(api, daemonSet, plan.status)
    }
  }
  const reconciler = createReconciler(reconcile, error => {
    log(`Failed to reconcile DaemonSets: ${messageOf(error)}`)
  })
  const watchResource = async <T extends KubeObject>(resource: Resource, cache: ObjectCache<T>) => {
    for await (const change of observe<T>(api, resource, { signal })) {
      cache.update(change)
      unsyncedResources.delete(resource)
      reconciler.requestRun()
    }
  }
  const watchLoop = Promise.all([
    watchResource(daemonSets, daemonSetCache),
    watchResource(nodes, nodeCache),
    watchResource(pods, podCache),
  ]).catch(error => {
    if (!signal.aborted) log(`Failed to watch DaemonSets, nodes or pods: ${messageOf(error)}`)
  })
  return {
    stop: async () => {
      abortController.abort()
      await watchLoop
      await reconciler.stop()
    },
  }
}

/** Creates a pod and adds it to the cache, because the next plan may be made before the watch reports it. */
const createPod = async (
  api: KubeApi,
  daemonSet: DaemonSet,
  nodeName: string,
  cache: ObjectCache<Pod>,
): Promise<void> => {
  const { name, namespace = '', uid = '', generation = 1 } = daemonSet.metadata
  const { metadata, spec } = daemonSet.spec.template
  const labels = {
    ...metadata.labels,
    [revisionLabel]: computeRevision(daemonSet),
    'pod-template-generation': String(generation),
  }
  const owner = { apiVersion: 'apps/v1', kind: 'DaemonSet', name, uid }
  const object = await api.create<Pod>(pods, {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `${name}-${generateSuffix()}`,
      namespace,
      labels,
      ...(metadata.annotations && { annotations: metadata.annotations }),
      ownerReferences: [{ ...owner, controller: true, blockOwnerDeletion: true }],
    },
    spec: {
      ...spec,
      nodeName,
      tolerations: [...(spec.tolerations ?? []), ...daemonSetTolerations],
    },
  })
  cache.update({ type: 'added', object })
}

const removePod = async (api: KubeApi, object: Pod, cache: ObjectCache<Pod>): Promise<void> => {
  const { name, namespace = '' } = object.metadata
  await api.delete(pods, name, { namespace })
  cache.update({ type: 'deleted', object })
}

const writeStatus = async (
  api: KubeApi,
  { metadata, status }: DaemonSet,
  newStatus: NonNullable<DaemonSet['status']>,
): Promise<void> => {
  const current: Record<string, unknown> = { ...status }
  if (Object.entries(newStatus).every(([field, value]) => current[field] === value)) return
  const { name, namespace = '' } = metadata
  const patch = { type: 'merge', body: { status: newStatus } } as const
  await api.patch<DaemonSet>(daemonSets, name, patch, { namespace, subresource: 'status' })
}

const createToleration = (name: string, effect: string): Toleration => ({
  key: `node.kubernetes.io/${name}`,
  operator: 'Exists',
  effect,
})

/** Tolerations that keep a pod on an unhealthy node, as in `AddOrUpdateDaemonPodTolerations`. */
const daemonSetTolerations: Toleration[] = [
  createToleration('not-ready', 'NoExecute'),
  createToleration('unreachable', 'NoExecute'),
  ...['disk-pressure', 'memory-pressure', 'pid-pressure', 'unschedulable'].map(name =>
    createToleration(name, 'NoSchedule'),
  ),
]
