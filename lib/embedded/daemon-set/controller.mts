import { randomBytes } from 'node:crypto'
import { messageOf } from '../../cli/errors.mts'
import type { KubeApi } from '../../kube/api.mts'
import { ObjectCache, observe } from '../../kube/informer.mts'
import { daemonSets, nodes, pods, type Resource } from '../../kube/resources.mts'
import type { DaemonSet, KubeNode, KubeObject, Pod, Toleration } from '../../kube/types.mts'
import { createReconciler } from '../reconciler.mts'
import { computeRevision, planDaemonSet, revisionLabel } from './plan.mts'

export interface DaemonSetController {
  stop(): Promise<void>
}

/** Runs a pod of every DaemonSet on each node and replaces pods of an old template. */
export const startDaemonSetController = (
  api: KubeApi,
  log: (line: string) => void,
): DaemonSetController => {
  const stopping = new AbortController()
  const { signal } = stopping
  const sets = new ObjectCache<DaemonSet>()
  const nodeCache = new ObjectCache<KubeNode>()
  const podCache = new ObjectCache<Pod>()
  // Wait for all three lists, because a plan from partial data would create or delete the wrong pods.
  const unsynced = new Set<Resource>([daemonSets, nodes, pods])

  const reconcile = async () => {
    if (unsynced.size > 0) return
    for (const set of sets.objects()) {
      const plan = planDaemonSet(set, nodeCache.objects(), podCache.objects())
      await Promise.all([
        ...plan.create.map(node => createPod(api, set, node, podCache)),
        ...plan.remove.map(pod => removePod(api, pod, podCache)),
      ])
      await writeStatus(api, set, plan.status)
    }
  }
  const reconciler = createReconciler(reconcile, error => {
    log(`Failed to reconcile DaemonSets: ${messageOf(error)}`)
  })
  const follow = async <T extends KubeObject>(resource: Resource, cache: ObjectCache<T>) => {
    for await (const change of observe<T>(api, resource, { signal })) {
      cache.update(change)
      unsynced.delete(resource)
      reconciler.requestRun()
    }
  }
  const following = Promise.all([
    follow(daemonSets, sets),
    follow(nodes, nodeCache),
    follow(pods, podCache),
  ]).catch(error => {
    if (!signal.aborted) log(`Failed to watch DaemonSets: ${messageOf(error)}`)
  })
  return {
    stop: async () => {
      stopping.abort()
      await following
      await reconciler.stop()
    },
  }
}

/** The characters that Kubernetes uses in generated names. */
const alphabet = 'bcdfghjklmnpqrstvwxz2456789'

const randomSuffix = (): string =>
  Array.from(randomBytes(5), byte => alphabet[byte % alphabet.length]).join('')

/** Creates a pod and adds it to the cache, because the next plan may precede the event of the watch. */
const createPod = async (
  api: KubeApi,
  set: DaemonSet,
  nodeName: string,
  cache: ObjectCache<Pod>,
): Promise<void> => {
  const { name, namespace = '', uid = '', generation = 1 } = set.metadata
  const { metadata, spec } = set.spec.template
  const labels = {
    ...metadata.labels,
    [revisionLabel]: computeRevision(set),
    'pod-template-generation': String(generation),
  }
  const owner = { apiVersion: 'apps/v1', kind: 'DaemonSet', name, uid }
  const object = await api.create<Pod>(pods, {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `${name}-${randomSuffix()}`,
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
  next: NonNullable<DaemonSet['status']>,
): Promise<void> => {
  const current: Record<string, unknown> = { ...status }
  if (Object.entries(next).every(([field, value]) => current[field] === value)) return
  const { name, namespace = '' } = metadata
  const patch = { type: 'merge', body: { status: next } } as const
  await api.patch<DaemonSet>(daemonSets, name, patch, { namespace, subresource: 'status' })
}

const nodeTaint = (name: string, effect: string): Toleration => ({
  key: `node.kubernetes.io/${name}`,
  operator: 'Exists',
  effect,
})

/** Tolerations that keep a pod on an unhealthy node, as in `AddOrUpdateDaemonPodTolerations`. */
const daemonSetTolerations: Toleration[] = [
  nodeTaint('not-ready', 'NoExecute'),
  nodeTaint('unreachable', 'NoExecute'),
  ...['disk-pressure', 'memory-pressure', 'pid-pressure', 'unschedulable'].map(name =>
    nodeTaint(name, 'NoSchedule'),
  ),
]
