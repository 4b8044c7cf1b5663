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
  setOf,
  string,
  time,
  toCoreName,
  withDescription,
} from '../schema.mts'
import { createKindSchema } from './meta.mts'

const taint = object(toCoreName('Taint'), {
  ...createFields('key! value effect!', string),
  timeAdded: time,
})

const nodeSpec = object(toCoreName('NodeSpec'), {
  podCIDR: string,
  podCIDRs: setOf(string),
  providerID: string,
  unschedulable: withDescription(
    boolean,
    'Whether the scheduler avoids this node, for example after `kubectl cordon`.',
  ),
  taints: withDescription(listOf(taint), 'Taints that repel pods without a matching toleration.'),
  configSource: anyValue,
  externalID: string,
})

const nodeCondition = object(toCoreName('NodeCondition'), {
  'type!': withDescription(
    string,
    'The type of the condition, for example Ready or NetworkProblem.',
  ),
  'status!': withDescription(string, 'True, False or Unknown.'),
  'lastHeartbeatTime+': withDescription(time, 'When the condition was last reported.'),
  'lastTransitionTime+': withDescription(time, 'When the status last changed.'),
  reason: withDescription(string, 'The reason for the status as one CamelCase word.'),
  message: withDescription(string, 'A human-readable message.'),
})

const nodeAddress = object(toCoreName('NodeAddress'), createFields('type! address!', string))

const nodeSystemInfo = object(toCoreName('NodeSystemInfo'), {
  ...createFields('machineID! systemUUID! bootID! kernelVersion! osImage!', string),
  ...createFields('containerRuntimeVersion! kubeletVersion! kubeProxyVersion!', string),
  ...createFields('operatingSystem! architecture!', string),
  swap: object(toCoreName('NodeSwapStatus'), { 'capacity?': int64 }),
})

const containerImage = object(toCoreName('ContainerImage'), {
  'names+': listOf(string),
  sizeBytes: int64,
})

const daemonEndpoints = object(toCoreName('NodeDaemonEndpoints'), {
  'kubeletEndpoint+': object(toCoreName('DaemonEndpoint'), { 'Port!': int32 }),
})

const runtimeHandler = object(toCoreName('NodeRuntimeHandler'), {
  'name+': string,
  features: object(
    toCoreName('NodeRuntimeHandlerFeatures'),
    createFields('recursiveReadOnlyMounts? userNamespaces?', boolean),
  ),
})

const nodeStatus = object(toCoreName('NodeStatus'), {
  capacity: withDescription(mapOf(quantity), 'The resources of the machine.'),
  allocatable: withDescription(mapOf(quantity), 'The resources available to pods.'),
  phase: string,
  conditions: withDescription(
    listWithKeys(['type'], nodeCondition),
    'Conditions reported by the kubelet, node-problem-detector and others, one per type.',
  ),
  addresses: withDescription(listWithKeys(['type'], nodeAddress), 'Host name and IP addresses.'),
  'daemonEndpoints+': daemonEndpoints,
  'nodeInfo+': withDescription(nodeSystemInfo, 'Versions and IDs of the machine and its software.'),
  images: listOf(containerImage),
  volumesInUse: listOf(string),
  volumesAttached: listOf(
    object(toCoreName('AttachedVolume'), createFields('name! devicePath!', string)),
  ),
  config: anyValue,
  runtimeHandlers: listOf(runtimeHandler),
  features: object(toCoreName('NodeFeatures'), { 'supplementalGroupsPolicy?': boolean }),
})

export const nodeSchema = createKindSchema(toCoreName('Node'), 'A machine in the cluster.', {
  'spec+': withDescription(nodeSpec, 'The desired state of the node.'),
  'status+': withDescription(nodeStatus, 'The last reported state of the node.'),
})
