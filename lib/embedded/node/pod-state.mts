import type { ContainerState, Pod } from '../../kube/types.mts'

/** The state of NPD's container, as the kubelet reports it in the pod status. */
export interface ContainerSnapshot {
  state: ContainerState
  lastState?: ContainerState
  restartCount: number
}

export interface PodAddresses {
  podIP: string
  hostIP: string
}

/** Builds the status of a pod with one container. */
export const buildPodStatus = (
  pod: Pod,
  { podIP, hostIP }: PodAddresses,
  startTime: string,
  { state, lastState = {}, restartCount }: ContainerSnapshot,
): NonNullable<Pod['status']> => {
  const ready = state.running !== undefined
  const readinessChangedAt = state.running?.startedAt ?? startTime
  const [container] = pod.spec.containers
  return {
    phase: 'Running',
    hostIP,
    podIP,
    podIPs: [{ ip: podIP }],
    startTime,
    conditions: [
      { type: 'Initialized', status: 'True', lastTransitionTime: startTime },
      buildReadinessCondition('Ready', ready, readinessChangedAt),
      buildReadinessCondition('ContainersReady', ready, readinessChangedAt),
      { type: 'PodScheduled', status: 'True', lastTransitionTime: startTime },
    ],
    containerStatuses: [
      {
        name: container?.name ?? '',
        image: container?.image ?? '',
        imageID: '',
        ready,
        started: ready,
        restartCount,
        state,
        lastState,
      },
    ],
    qosClass: pod.status?.qosClass ?? 'BestEffort',
  }
}

const buildReadinessCondition = (type: string, ready: boolean, lastTransitionTime: string) => ({
  type,
  status: ready ? ('True' as const) : ('False' as const),
  lastTransitionTime,
  ...(!ready && { reason: 'ContainersNotReady' }),
})

/** Builds the status of a pod whose volumes cannot be mounted. */
export const buildUnmountedStatus = (pod: Pod, message: string): Pod['status'] => ({
  phase: 'Pending',
  containerStatuses: pod.spec.containers.map(({ name, image = '' }) => ({
    name,
    image,
    imageID: '',
    ready: false,
    restartCount: 0,
    state: { waiting: { reason: 'ContainerCreating', message } },
  })),
})

/** Computes the delay before a container restart, as in the kubelet: from 10 s, doubling up to 5 min. */
export const computeRestartDelayMs = (restarts: number): number =>
  Math.min(10_000 * 2 ** restarts, 5 * 60_000)
