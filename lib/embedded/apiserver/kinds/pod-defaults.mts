import type { Container, KubeObject, Pod, PodSpec } from '../../../kube/types.mts'

/** Priorities of the built-in priority classes. */
const priorities: Record<string, number> = {
  'system-cluster-critical': 2_000_000_000,
  'system-node-critical': 2_000_001_000,
}

/** Images with the tag `latest`, which is also the default tag, are always pulled. */
const defaultPullPolicy = (image: string): string => {
  const [name = ''] = image.split('@')
  const tag = name.split('/').at(-1)?.split(':')[1]
  return image === name && (tag === undefined || tag === 'latest') ? 'Always' : 'IfNotPresent'
}

const withContainerDefaults = (container: Container): Container => ({
  ...container,
  ...(container.env && {
    env: container.env.map(({ valueFrom, ...env }) => ({
      ...env,
      ...(valueFrom && {
        valueFrom: valueFrom.fieldRef
          ? { ...valueFrom, fieldRef: { apiVersion: 'v1', ...valueFrom.fieldRef } }
          : valueFrom,
      }),
    })),
  }),
  ...(container.ports && {
    ports: container.ports.map(port => ({ protocol: 'TCP', ...port })),
  }),
  imagePullPolicy: container.imagePullPolicy ?? defaultPullPolicy(container.image ?? ''),
  resources: container.resources ?? {},
  terminationMessagePath: container.terminationMessagePath ?? '/dev/termination-log',
  terminationMessagePolicy: container.terminationMessagePolicy ?? 'File',
})

const withVolumeDefaults = (volume: NonNullable<PodSpec['volumes']>[number]) => ({
  ...volume,
  ...(volume.configMap && { configMap: { defaultMode: 0o644, ...volume.configMap } }),
  ...(volume.hostPath && { hostPath: { type: '', ...volume.hostPath } }),
})

/** Adds the real server's defaults to the spec of a pod or pod template. */
export const withPodSpecDefaults = (spec: PodSpec): PodSpec => ({
  restartPolicy: 'Always',
  terminationGracePeriodSeconds: 30,
  dnsPolicy: 'ClusterFirst',
  securityContext: {},
  schedulerName: 'default-scheduler',
  ...spec,
  containers: (spec.containers ?? []).map(withContainerDefaults),
  ...(spec.serviceAccountName && { serviceAccount: spec.serviceAccountName }),
  ...(spec.volumes && { volumes: spec.volumes.map(withVolumeDefaults) }),
})

type Tolerations = NonNullable<PodSpec['tolerations']>

/**
 * Tolerates a not-ready or unreachable node for 5 minutes, like the plugin
 * DefaultTolerationSeconds.
 */
const withDefaultTolerations = (tolerations: Tolerations = []): Tolerations => [
  ...tolerations,
  ...['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable']
    .filter(taint => !tolerations.some(toleration => tolerates(toleration, taint)))
    .map(key => ({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 })),
]

const tolerates = ({ key, effect }: Tolerations[number], taint: string): boolean =>
  (!key || key === taint) && (!effect || effect === 'NoExecute')

const noTimes = { lastProbeTime: null, lastTransitionTime: null }

export const setPodDefaults = (object: KubeObject): void => {
  const pod = object as Pod
  if (pod.spec === undefined) return
  const serviceAccountName = pod.spec.serviceAccountName ?? 'default'
  pod.spec = {
    enableServiceLinks: true,
    preemptionPolicy: 'PreemptLowerPriority',
    priority: priorities[pod.spec.priorityClassName ?? ''] ?? 0,
    ...withPodSpecDefaults({ ...pod.spec, serviceAccountName }),
  }
  pod.status = { phase: 'Pending', qosClass: 'BestEffort', ...pod.status }
  pod.spec.tolerations = withDefaultTolerations(pod.spec.tolerations)
  // Go writes these fields even if they are empty.
  const { conditions, containerStatuses } = pod.status
  if (conditions)
    pod.status.conditions = conditions.map(condition => ({ ...noTimes, ...condition }))
  if (containerStatuses)
    pod.status.containerStatuses = containerStatuses.map(status => ({ lastState: {}, ...status }))
  const { podIP, podIPs } = pod.status
  if (podIP && podIPs?.[0]?.ip !== podIP) pod.status.podIPs = [{ ip: podIP }]
}
