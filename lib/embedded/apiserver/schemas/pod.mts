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
  quantity,
  string,
  time,
} from '../schema.mts'
import { resources } from './container.mts'
import { kindSchema } from './meta.mts'
import { podSpec } from './pod-spec.mts'

const core = (name: string): string => `io.k8s.api.core.v1.${name}`

const podCondition = object(core('PodCondition'), {
  'type!': string,
  observedGeneration: int64,
  'status!': string,
  ...each('lastProbeTime+ lastTransitionTime+', time),
  ...each('reason message', string),
})

const containerState = object(core('ContainerState'), {
  waiting: object(core('ContainerStateWaiting'), each('reason message', string)),
  running: object(core('ContainerStateRunning'), { 'startedAt+': time }),
  terminated: object(core('ContainerStateTerminated'), {
    'exitCode!': int32,
    signal: int32,
    ...each('reason message', string),
    ...each('startedAt+ finishedAt+', time),
    containerID: string,
  }),
})

const containerStatus = object(core('ContainerStatus'), {
  'name!': string,
  ...each('state+ lastState+', containerState),
  'ready!': boolean,
  'restartCount!': int32,
  ...each('image! imageID! containerID', string),
  'started?': boolean,
  allocatedResources: mapOf(quantity),
  resources,
  volumeMounts: listBy(['mountPath'], anything),
  user: anything,
  allocatedResourcesStatus: listBy(['name'], anything),
  'stopSignal?': string,
})

const podStatus = object(core('PodStatus'), {
  observedGeneration: int64,
  phase: described(string, 'Pending, Running, Succeeded, Failed or Unknown.'),
  conditions: listBy(['type'], podCondition),
  ...each('message reason nominatedNodeName hostIP', string),
  hostIPs: listBy(['ip'], object(core('HostIP'), each('ip!', string))),
  podIP: string,
  podIPs: listBy(['ip'], object(core('PodIP'), each('ip!', string))),
  startTime: time,
  ...each('initContainerStatuses containerStatuses', listOf(containerStatus)),
  qosClass: string,
  ephemeralContainerStatuses: listOf(containerStatus),
  resize: string,
  resourceClaimStatuses: listBy(['name'], anything),
  extendedResourceClaimStatus: anything,
})

export const podSchema = kindSchema(
  core('Pod'),
  'A group of containers that run together on one node.',
  {
    'spec+': described(podSpec, 'The desired state of the pod.'),
    'status+': described(podStatus, 'The last reported state of the pod.'),
  },
)
