import type { KubeNode, Taint } from '../../kube/types.mts'

const prefix = 'node.kubernetes.io/'
const effect = 'NoSchedule'

/** The taint for each status of a condition. */
const conditionTaints: Record<string, Record<string, string>> = {
  Ready: { False: 'not-ready', Unknown: 'unreachable' },
  MemoryPressure: { True: 'memory-pressure' },
  DiskPressure: { True: 'disk-pressure' },
  NetworkUnavailable: { True: 'network-unavailable' },
  PIDPressure: { True: 'pid-pressure' },
}

const unschedulable = 'unschedulable'

const managedKeys = new Set(
  [...Object.values(conditionTaints).flatMap(Object.values), unschedulable].map(
    name => prefix + name,
  ),
)

const isManaged = (taint: Taint): boolean => taint.effect === effect && managedKeys.has(taint.key)

/** Returns the keys of the taints that the node should have. */
const wantedKeys = ({ spec, status }: KubeNode): string[] => {
  const names = (status?.conditions ?? []).flatMap(
    ({ type, status }) => conditionTaints[type]?.[status] ?? [],
  )
  return [...names, ...(spec?.unschedulable ? [unschedulable] : [])].map(name => prefix + name)
}

/**
 * Returns the taints that the node lifecycle controller sets, like `doNoScheduleTaintingPass`. Returns
 * undefined if the taints are up to date. A node that has not reported its condition yet keeps the taint
 * of a new node.
 */
export const updateTaints = (node: KubeNode, now: string): Taint[] | undefined => {
  if (!node.status?.conditions?.some(({ type }) => type === 'Ready')) return undefined
  const taints = node.spec?.taints ?? []
  const wanted = wantedKeys(node)
  const kept = taints.filter(taint => !isManaged(taint) || wanted.includes(taint.key))
  const added = wanted.filter(key => !kept.some(taint => taint.key === key && isManaged(taint)))
  if (kept.length === taints.length && added.length === 0) return undefined
  return [...kept, ...added.map(key => ({ key, effect, timeAdded: now }))]
}
