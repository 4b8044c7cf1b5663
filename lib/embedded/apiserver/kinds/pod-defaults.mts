import type { KubeObject, Pod, PodSpec } from '../../../kube/types.mts'
import { setContainerDefaults, setPodContainerDefaults } from './container-defaults.mts'
import { computeQosClass } from './pod-qos.mts'
import { setVolumeDefaults } from './volume-defaults.mts'

/** Priorities of the built-in priority classes. */
const priorities: Record<string, number> = {
  'system-cluster-critical': 2_000_000_000,
  'system-node-critical': 2_000_001_000,
}

/** Sets the real server's defaults in the spec of a pod or pod template. */
export const setPodSpecDefaults = (spec: PodSpec): void => {
  spec.restartPolicy ||= 'Always'
  spec.terminationGracePeriodSeconds ??= 30
  spec.dnsPolicy ||= 'ClusterFirst'
  spec.securityContext ??= {}
  spec.schedulerName ||= 'default-scheduler'
  // `serviceAccount` is the old name of `serviceAccountName`.
  const serviceAccount = spec.serviceAccountName || spec.serviceAccount
  if (serviceAccount) Object.assign(spec, { serviceAccount, serviceAccountName: serviceAccount })
  for (const container of containersOf(spec)) setContainerDefaults(container)
  for (const volume of spec.volumes ?? []) setVolumeDefaults(volume)
}

const containersOf = ({ containers, initContainers }: PodSpec) => [
  ...(containers ?? []),
  ...(initContainers ?? []),
]

type Tolerations = NonNullable<PodSpec['tolerations']>

/**
 * Adds tolerations that let a pod stay on a not-ready or unreachable node for 5 minutes, like the
 * admission plugin DefaultTolerationSeconds.
 */
const addDefaultTolerations = (tolerations: Tolerations = []): Tolerations => [
  ...tolerations,
  ...['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable']
    .filter(taintKey => !tolerations.some(toleration => tolerates(toleration, taintKey)))
    .map(key => ({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 })),
]

const tolerates = ({ key, effect }: Tolerations[number], taintKey: string): boolean =>
  (!key || key === taintKey) && (!effect || effect === 'NoExecute')

/** Sets the defaults of a pod, except those that admission plugins set. */
export const setPodDefaults = (object: KubeObject): void => {
  const pod = object as Pod
  const { spec } = pod
  if (!spec) return
  spec.enableServiceLinks ??= true
  setPodSpecDefaults(spec)
  for (const container of containersOf(spec))
    setPodContainerDefaults(container, spec.hostNetwork ?? false)
  const { podIP, podIPs } = pod.status ?? {}
  if (pod.status && podIP && podIPs?.[0]?.ip !== podIP) pod.status.podIPs = [{ ip: podIP }]
}

/** Sets the status of a new pod and the fields that admission plugins add. */
export const setNewPodFields = (object: KubeObject): void => {
  const pod = object as Pod
  const { spec } = pod
  if (!spec) return
  pod.status = { phase: 'Pending', qosClass: computeQosClass(spec) }
  spec.serviceAccountName ||= 'default'
  spec.serviceAccount = spec.serviceAccountName
  spec.priority ??= priorities[spec.priorityClassName ?? ''] ?? 0
  spec.preemptionPolicy ??= 'PreemptLowerPriority'
  spec.tolerations = addDefaultTolerations(spec.tolerations)
}

/**
 * Fills in values that an update omits: the priority and preemption policy of the old pod, and the default
 * tolerations.
 */
export const fillAdmissionFields = (object: KubeObject, old: KubeObject): void => {
  const [{ spec }, { spec: oldSpec }] = [object as Pod, old as Pod]
  spec.priority ??= oldSpec.priority
  spec.preemptionPolicy ??= oldSpec.preemptionPolicy
  spec.tolerations = addDefaultTolerations(spec.tolerations)
}
