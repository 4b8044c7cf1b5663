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

const unschedulableTaint = 'unschedulable'

const managedKeys = new Set(
  [...Object.values(conditionTaints).flatMap(Object.values), unschedulableTaint].map(
    name => prefix + name,
  ),
)

const isManaged = (taint: Taint): boolean => taint.effect === effect && managedKeys.has(taint.key)

/** Returns the keys of the taints that the node should have. */
const computeTaintKeys = ({ spec, status }: KubeNode): string[] => {
  const names = (status?.conditions ?? []).flatMap(
    ({ type, status }) => conditionTaints[type]?.[status] ?? [],
  )
  return [...names, ...(spec?.unschedulable ? [unschedulableTaint] : [])].map(name => prefix + name)
}

/**
 * Returns all taints of the node, with the managed ones updated, like `doNoScheduleTaintingPass`. Returns undefined
 * if the taints are up to date, or if the node has no Ready condition yet.
 */
export const computeTaints = (node: KubeNode, now: string): Taint[] | undefined => {
  if (!node.status?.conditions?.some(({ type }) => type === 'Ready')) return undefined
  const taints = node.spec?.taints ?? []
  const expectedKeys = computeTaintKeys(node)
  const keptTaints = taints.filter(taint => !isManaged(taint) || expectedKeys.includes(taint.key))
  const addedKeys = expectedKeys.filter(
    key => !keptTaints.some(taint => taint.key === key && isManaged(taint)),
  )
  if (keptTaints.length === taints.length && addedKeys.length === 0) return undefined
  return [...keptTaints, ...addedKeys.map(key => ({ key, effect, timeAdded: now }))]
}
