import {
  anyValue,
  boolean,
  createFields,
  int32,
  int64,
  listOf,
  listWithKeys,
  mapOf,
  object,
  quantity,
  string,
  time,
  toCoreName,
  withDescription,
} from '../schema.mts'
import { resources } from './container.mts'
import { createKindSchema } from './meta.mts'
import { podSpec } from './pod-spec.mts'

const podCondition = object(toCoreName('PodCondition'), {
  'type!': string,
  observedGeneration: int64,
  'status!': string,
  ...createFields('lastProbeTime+ lastTransitionTime+', time),
  ...createFields('reason message', string),
})

const containerState = object(toCoreName('ContainerState'), {
  waiting: object(toCoreName('ContainerStateWaiting'), createFields('reason message', string)),
  running: object(toCoreName('ContainerStateRunning'), { 'startedAt+': time }),
  terminated: object(toCoreName('ContainerStateTerminated'), {
    'exitCode!': int32,
    signal: int32,
    ...createFields('reason message', string),
    ...createFields('startedAt+ finishedAt+', time),
    containerID: string,
  }),
})

const containerStatus = object(toCoreName('ContainerStatus'), {
  'name!': string,
  ...createFields('state+ lastState+', containerState),
  'ready!': boolean,
  'restartCount!': int32,
  ...createFields('image! imageID! containerID', string),
  'started?': boolean,
  allocatedResources: mapOf(quantity),
  resources,
  volumeMounts: listWithKeys(['mountPath'], anyValue),
  user: anyValue,
  allocatedResourcesStatus: listWithKeys(['name'], anyValue),
  'stopSignal?': string,
})

const podStatus = object(toCoreName('PodStatus'), {
  observedGeneration: int64,
  phase: withDescription(string, 'Pending, Running, Succeeded, Failed or Unknown.'),
  conditions: listWithKeys(['type'], podCondition),
  ...createFields('message reason nominatedNodeName hostIP', string),
  hostIPs: listWithKeys(['ip'], object(toCoreName('HostIP'), createFields('ip!', string))),
  podIP: string,
  podIPs: listWithKeys(['ip'], object(toCoreName('PodIP'), createFields('ip!', string))),
  startTime: time,
  ...createFields('initContainerStatuses containerStatuses', listOf(containerStatus)),
  qosClass: string,
  ephemeralContainerStatuses: listOf(containerStatus),
  resize: string,
  resourceClaimStatuses: listWithKeys(['name'], anyValue),
  extendedResourceClaimStatus: anyValue,
})

export const podSchema = createKindSchema(
  toCoreName('Pod'),
  'A group of containers that run together on one node.',
  {
    'spec+': withDescription(podSpec, 'The desired state of the pod.'),
    'status+': withDescription(podStatus, 'The last reported state of the pod.'),
  },
)
