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
  setOf,
  string,
  time,
} from '../schema.mts'
import { kindSchema } from './meta.mts'

const core = (name: string): string => `io.k8s.api.core.v1.${name}`

const taint = object(core('Taint'), { ...each('key! value effect!', string), timeAdded: time })

const nodeSpec = object(core('NodeSpec'), {
  podCIDR: string,
  podCIDRs: setOf(string),
  providerID: string,
  unschedulable: described(
    boolean,
    'Whether no new pods can be scheduled, as after `kubectl cordon`.',
  ),
  taints: described(listOf(taint), 'Taints that repel pods without a matching toleration.'),
  configSource: anything,
  externalID: string,
})

const nodeCondition = object(core('NodeCondition'), {
  'type!': described(string, 'The type of the condition, for example Ready or NetworkProblem.'),
  'status!': described(string, 'True, False or Unknown.'),
  'lastHeartbeatTime+': described(time, 'When the condition was last reported.'),
  'lastTransitionTime+': described(time, 'When the status last changed.'),
  reason: described(string, 'The reason for the status as one CamelCase word.'),
  message: described(string, 'A human-readable message.'),
})

const nodeAddress = object(core('NodeAddress'), each('type! address!', string))

const nodeSystemInfo = object(core('NodeSystemInfo'), {
  ...each('machineID! systemUUID! bootID! kernelVersion! osImage!', string),
  ...each('containerRuntimeVersion! kubeletVersion! kubeProxyVersion!', string),
  ...each('operatingSystem! architecture!', string),
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
    each('recursiveReadOnlyMounts? userNamespaces?', boolean),
  ),
})

const nodeStatus = object(core('NodeStatus'), {
  capacity: described(mapOf(quantity), 'The resources of the machine.'),
  allocatable: described(mapOf(quantity), 'The resources available to pods.'),
  phase: string,
  conditions: described(
    listBy(['type'], nodeCondition),
    'Conditions reported by the kubelet, node-problem-detector and others, one per type.',
  ),
  addresses: described(listBy(['type'], nodeAddress), 'Host name and IP addresses.'),
  'daemonEndpoints+': daemonEndpoints,
  'nodeInfo+': described(nodeSystemInfo, 'Versions and IDs of the machine and its software.'),
  images: listOf(containerImage),
  volumesInUse: listOf(string),
  volumesAttached: listOf(object(core('AttachedVolume'), each('name! devicePath!', string))),
  config: anything,
  runtimeHandlers: listOf(runtimeHandler),
  features: object(core('NodeFeatures'), { 'supplementalGroupsPolicy?': boolean }),
})

export const nodeSchema = kindSchema(core('Node'), 'A machine in the cluster.', {
  'spec+': described(nodeSpec, 'The desired state of the node.'),
  'status+': described(nodeStatus, 'The last reported state of the node.'),
})
