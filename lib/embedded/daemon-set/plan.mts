import { createHash } from 'node:crypto'
import type { DaemonSet, KubeNode, Pod } from '../../kube/types.mts'

/** What has to be done so that each node runs one up-to-date pod of a DaemonSet. */
export interface Plan {
  /** Nodes that lack a pod. */
  create: string[]
  /** Pods that must go. */
  remove: Pod[]
  status: NonNullable<DaemonSet['status']>
}

export const revisionLabel = 'controller-revision-hash'

/** The revision that a pod of this template carries as its `controller-revision-hash`. */
export const computeRevision = (daemonSet: DaemonSet): string =>
  createHash('sha256').update(JSON.stringify(daemonSet.spec.template)).digest('hex').slice(0, 10)

const isReady = (pod: Pod): boolean =>
  pod.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false

const isCurrent = (pod: Pod, revision: string): boolean =>
  pod.metadata.labels?.[revisionLabel] === revision

/**
 * As the DaemonSet controller with update strategy RollingUpdate: a pod per node, pods of an old
 * revision replaced, at most `maxUnavailable` nodes without a ready pod meanwhile. Pods that are
 * down anyway go first and at once. Every node is taken: NPD tolerates all taints.
 */
export const planDaemonSet = (daemonSet: DaemonSet, nodes: KubeNode[], pods: Pod[]): Plan => {
  const revision = computeRevision(daemonSet)
  const names = new Set(nodes.map(node => node.metadata.name))
  const own = pods.filter(pod => isOwnedBy(pod, daemonSet))
  const placed = own.filter(pod => names.has(pod.spec.nodeName ?? ''))
  const occupied = new Set(placed.map(pod => pod.spec.nodeName))
  const create = [...names].filter(name => !occupied.has(name))
  const active = placed.filter(pod => !pod.metadata.deletionTimestamp)
  return {
    create,
    remove: [
      ...own.filter(pod => !names.has(pod.spec.nodeName ?? '')),
      ...outdatedPods(daemonSet, active, create.length),
    ],
    status: buildStatus(daemonSet, names.size, active, revision),
  }
}

const isOwnedBy = (pod: Pod, daemonSet: DaemonSet): boolean =>
  pod.metadata.ownerReferences?.some(({ uid }) => uid === daemonSet.metadata.uid) ?? false

const outdatedPods = (daemonSet: DaemonSet, active: Pod[], missing: number): Pod[] => {
  const revision = computeRevision(daemonSet)
  const outdated = active.filter(pod => !isCurrent(pod, revision))
  const down = outdated.filter(pod => !isReady(pod))
  const unavailable = missing + active.filter(pod => !isReady(pod)).length
  const room = Math.max(0, maxUnavailable(daemonSet, active.length + missing) - unavailable)
  return [...down, ...outdated.filter(isReady).slice(0, room)]
}

/** A number of pods, or a percentage of the nodes, rounded up; 1 by default. */
const maxUnavailable = (daemonSet: DaemonSet, nodes: number): number => {
  const value = daemonSet.spec.updateStrategy?.rollingUpdate?.maxUnavailable ?? 1
  if (typeof value === 'number') return value
  return Math.ceil((Number.parseInt(value, 10) / 100) * nodes)
}

const buildStatus = (daemonSet: DaemonSet, desired: number, active: Pod[], revision: string) => {
  const ready = active.filter(isReady).length
  return {
    currentNumberScheduled: active.length,
    desiredNumberScheduled: desired,
    numberMisscheduled: 0,
    numberReady: ready,
    numberAvailable: ready,
    updatedNumberScheduled: active.filter(pod => isCurrent(pod, revision)).length,
    observedGeneration: daemonSet.metadata.generation ?? 1,
  }
}
