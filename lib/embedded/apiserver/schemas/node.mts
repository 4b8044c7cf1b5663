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
  setOf,
  string,
  time,
  withDescription,
} from '../schema.mts'
import { kindSchema } from './meta.mts'

const taint = object(core('Taint'), {
  ...createFields('key! value effect!', string),
  timeAdded: time,
})

const nodeSpec = object(core('NodeSpec'), {
  podCIDR: string,
  podCIDRs: setOf(string),
  providerID: string,
  unschedulable: withDescription(
    boolean,
    'Whether no new pods can be scheduled, as after `kubectl cordon`.',
  ),
  taints: withDescription(listOf(taint), 'Taints that repel pods without a matching toleration.'),
  configSource: anyValue,
  externalID: string,
})

const nodeCondition = object(core('NodeCondition'), {
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

const nodeAddress = object(core('NodeAddress'), createFields('type! address!', string))

const nodeSystemInfo = object(core('NodeSystemInfo'), {
  ...createFields('machineID! systemUUID! bootID! kernelVersion! osImage!', string),
  ...createFields('containerRuntimeVersion! kubeletVersion! kubeProxyVersion!', string),
  ...createFields('operatingSystem! architecture!', string),
  swap: object(core('NodeSwapStatus'), { 'capacity?': int64 }),
})

const containerImage = object(core('ContainerImage'), {
  'names+': listOf(string),
  sizeBytes: int64,
})

const daemonEndpoints = object(core('NodeDaemonEndpoints'), {
  'kubeletEndpoint+': object(core('DaemonEndpoint'), { 'Port!': int32 }),
})

const runtimeHandler = object(core('NodeRuntimeHandler'), {
  'name+': string,
  features: object(
    core('NodeRuntimeHandlerFeatures'),
    createFields('recursiveReadOnlyMounts? userNamespaces?', boolean),
  ),
})

const nodeStatus = object(core('NodeStatus'), {
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
    object(core('AttachedVolume'), createFields('name! devicePath!', string)),
  ),
  config: anyValue,
  runtimeHandlers: listOf(runtimeHandler),
  features: object(core('NodeFeatures'), { 'supplementalGroupsPolicy?': boolean }),
})

export const nodeSchema = kindSchema(core('Node'), 'A machine in the cluster.', {
  'spec+': withDescription(nodeSpec, 'The desired state of the node.'),
  'status+': withDescription(nodeStatus, 'The last reported state of the node.'),
})
