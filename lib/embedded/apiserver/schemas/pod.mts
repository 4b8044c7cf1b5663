import {
  anything,
  boolean,
  described,
  each,
  int32,
  int64,
  listBy,
  listOf,
  mapOf,
  object,
  string,
  time,
} from '../schema.mts'
import { kindSchema } from './meta.mts'
import { podSpec } from './pod-spec.mts'

const core = (name: string): string => `io.k8s.api.core.v1.${name}`

const podCondition = object(core('PodCondition'), {
  ...each('message reason status! type!', string),
  ...each('lastProbeTime lastTransitionTime', time),
  observedGeneration: int64,
})

const containerState = object(core('ContainerState'), {
  running: object(core('ContainerStateRunning'), { startedAt: time }),
  terminated: object(core('ContainerStateTerminated'), {
    'exitCode!': int32,
    signal: int32,
    ...each('containerID message reason', string),
    ...each('finishedAt startedAt', time),
  }),
  waiting: object(core('ContainerStateWaiting'), each('message reason', string)),
})

const containerStatus = object(core('ContainerStatus'), {
  ...each('containerID image! imageID! name! stopSignal', string),
  'ready!': boolean,
  'restartCount!': int32,
  started: boolean,
  state: containerState,
  lastState: containerState,
  allocatedResources: mapOf(anything),
  allocatedResourcesStatus: listBy(['name'], anything),
  volumeMounts: listBy(['mountPath'], anything),
  ...each('resources user', anything),
})

const podStatus = object(core('PodStatus'), {
  conditions: listBy(['type'], podCondition),
  ...each(
    'containerStatuses ephemeralContainerStatuses initContainerStatuses',
    listOf(containerStatus),
  ),
  ...each('hostIP message nominatedNodeName podIP qosClass reason resize', string),
  phase: described(string, 'Pending, Running, Succeeded, Failed or Unknown.'),
  hostIPs: listBy(['ip'], object(core('HostIP'), each('ip!', string))),
  podIPs: listBy(['ip'], object(core('PodIP'), each('ip!', string))),
  resourceClaimStatuses: listBy(['name'], anything),
  extendedResourceClaimStatus: anything,
  observedGeneration: int64,
  startTime: time,
})

export const podSchema = kindSchema(
  core('Pod'),
  'A group of containers that run together on one node.',
  {
    spec: described(podSpec, 'The desired state of the pod.'),
    status: described(podStatus, 'The last reported state of the pod.'),
  },
)
