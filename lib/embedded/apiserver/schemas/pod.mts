import {
  anyValue,
  boolean,
  core,
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
  withDescription,
} from '../schema.mts'
import { resources } from './container.mts'
import { kindSchema } from './meta.mts'
import { podSpec } from './pod-spec.mts'

const podCondition = object(core('PodCondition'), {
  'type!': string,
  observedGeneration: int64,
  'status!': string,
  ...createFields('lastProbeTime+ lastTransitionTime+', time),
  ...createFields('reason message', string),
})

const containerState = object(core('ContainerState'), {
  waiting: object(core('ContainerStateWaiting'), createFields('reason message', string)),
  running: object(core('ContainerStateRunning'), { 'startedAt+': time }),
  terminated: object(core('ContainerStateTerminated'), {
    'exitCode!': int32,
    signal: int32,
    ...createFields('reason message', string),
    ...createFields('startedAt+ finishedAt+', time),
    containerID: string,
  }),
})

const containerStatus = object(core('ContainerStatus'), {
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

const podStatus = object(core('PodStatus'), {
  observedGeneration: int64,
  phase: withDescription(string, 'Pending, Running, Succeeded, Failed or Unknown.'),
  conditions: listWithKeys(['type'], podCondition),
  ...createFields('message reason nominatedNodeName hostIP', string),
  hostIPs: listWithKeys(['ip'], object(core('HostIP'), createFields('ip!', string))),
  podIP: string,
  podIPs: listWithKeys(['ip'], object(core('PodIP'), createFields('ip!', string))),
  startTime: time,
  ...createFields('initContainerStatuses containerStatuses', listOf(containerStatus)),
  qosClass: string,
  ephemeralContainerStatuses: listOf(containerStatus),
  resize: string,
  resourceClaimStatuses: listWithKeys(['name'], anyValue),
  extendedResourceClaimStatus: anyValue,
})

export const podSchema = kindSchema(
  core('Pod'),
  'A group of containers that run together on one node.',
  {
    'spec+': withDescription(podSpec, 'The desired state of the pod.'),
    'status+': withDescription(podStatus, 'The last reported state of the pod.'),
  },
)
