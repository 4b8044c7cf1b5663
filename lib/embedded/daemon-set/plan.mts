import { createHash } from 'node:crypto'
import type { DaemonSet, KubeNode, Pod } from '../../kube/types.mts'

/** The pods to create and delete, so that each node has one up-to-date pod of a DaemonSet. */
export interface Plan {
  /** Names of the nodes without a pod. */
  nodesWithoutPod: string[]
  /** Pods to delete. */
  podsToDelete: Pod[]
  status: NonNullable<DaemonSet['status']>
}

export const revisionLabel = 'controller-revision-hash'

/** Computes the `controller-revision-hash` label for pods of this template. */
export const computeRevision = (daemonSet: DaemonSet): string =>
  createHash('sha256').update(JSON.stringify(daemonSet.spec.template)).digest('hex').slice(0, 10)

const isReady = (pod: Pod): boolean =>
  pod.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false

const isCurrent = (pod: Pod, revision: string): boolean =>
  pod.metadata.labels?.[revisionLabel] === revision

/**
 * Plans changes as the DaemonSet controller does with the update strategy RollingUpdate. Each node gets a pod, and
 * pods of an old revision are replaced. During the update, at most `maxUnavailable` nodes have no ready pod.
 * Outdated pods that are not ready are replaced immediately. Taints are ignored, because NPD tolerates all of them.
 */
export const planDaemonSet = (daemonSet: DaemonSet, nodes: KubeNode[], pods: Pod[]): Plan => {
  const revision = computeRevision(daemonSet)
  const nodeNames = new Set(nodes.map(node => node.metadata.name))
  const ownedPods = pods.filter(pod => isOwnedBy(pod, daemonSet))
  const podsOnNodes = ownedPods.filter(pod => nodeNames.has(pod.spec.nodeName ?? ''))
  const occupiedNodes = new Set(podsOnNodes.map(pod => pod.spec.nodeName))
  const nodesWithoutPod = [...nodeNames].filter(name => !occupiedNodes.has(name))
  const activePods = podsOnNodes.filter(pod => !pod.metadata.deletionTimestamp)
  return {
    nodesWithoutPod,
    podsToDelete: [
      ...ownedPods.filter(pod => !nodeNames.has(pod.spec.nodeName ?? '')),
      ...selectPodsToReplace(daemonSet, activePods, nodesWithoutPod.length),
    ],
    status: buildStatus(daemonSet, nodeNames.size, activePods, revision),
  }
}

const isOwnedBy = (pod: Pod, daemonSet: DaemonSet): boolean =>
  pod.metadata.ownerReferences?.some(({ uid }) => uid === daemonSet.metadata.uid) ?? false

const selectPodsToReplace = (
  daemonSet: DaemonSet,
  activePods: Pod[],
  missingCount: number,
): Pod[] => {
  const revision = computeRevision(daemonSet)
  const outdatedPods = activePods.filter(pod => !isCurrent(pod, revision))
  const notReadyPods = outdatedPods.filter(pod => !isReady(pod))
  const unavailableCount = missingCount + activePods.filter(pod => !isReady(pod)).length
  const replaceableCount = Math.max(
    0,
    computeMaxUnavailable(daemonSet, activePods.length + missingCount) - unavailableCount,
  )
  return [...notReadyPods, ...outdatedPods.filter(isReady).slice(0, replaceableCount)]
}

/** Resolves `maxUnavailable`, which is a number or a percentage of the nodes (rounded up). Default: 1. */
const computeMaxUnavailable = (daemonSet: DaemonSet, nodeCount: number): number => {
  const value = daemonSet.spec.updateStrategy?.rollingUpdate?.maxUnavailable ?? 1
  if (typeof value === 'number') return value
  return Math.ceil((Number.parseInt(value, 10) / 100) * nodeCount)
}

const buildStatus = (
  daemonSet: DaemonSet,
  desiredCount: number,
  activePods: Pod[],
  revision: string,
) => {
  const readyCount = activePods.filter(isReady).length
  return {
    currentNumberScheduled: activePods.length,
    desiredNumberScheduled: desiredCount,
    numberMisscheduled: 0,
    numberReady: readyCount,
    numberAvailable: readyCount,
    updatedNumberScheduled: activePods.filter(pod => isCurrent(pod, revision)).length,
    observedGeneration: daemonSet.metadata.generation ?? 1,
  }
}
