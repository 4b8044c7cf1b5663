import {
  anything,
  boolean,
  described,
  each,
  int32,
  int64,
  intOrString,
  listBy,
  listOf,
  mapOf,
  object,
  setOf,
  string,
  time,
} from '../schema.mts'
import { kindSchema } from './meta.mts'

const core = (name: string): string => `io.k8s.api.core.v1.${name}`

const taint = object(core('Taint'), { ...each('effect! key! value', string), timeAdded: time })

const nodeSpec = object(core('NodeSpec'), {
  configSource: anything,
  ...each('externalID podCIDR providerID', string),
  podCIDRs: setOf(string),
  taints: described(listOf(taint), 'Taints that repel pods without a matching toleration.'),
  unschedulable: described(
    boolean,
    'Whether no new pods can be scheduled, as after `kubectl cordon`.',
  ),
})

const nodeCondition = object(core('NodeCondition'), {
  lastHeartbeatTime: described(time, 'When the condition was last reported.'),
  lastTransitionTime: described(time, 'When the status last changed.'),
  message: described(string, 'A human-readable message.'),
  reason: described(string, 'The reason for the status as one CamelCase word.'),
  'status!': described(string, 'True, False or Unknown.'),
  'type!': described(string, 'The type of the condition, for example Ready or NetworkProblem.'),
})

const nodeAddress = object(core('NodeAddress'), each('address! type!', string))

export const nodeSystemInfo = object(core('NodeSystemInfo'), {
  ...each('machineID! systemUUID! bootID! kernelVersion! osImage!', string),
  ...each('containerRuntimeVersion! kubeletVersion! kubeProxyVersion!', string),
  ...each('operatingSystem! architecture!', string),
  swap: anything,
})

const containerImage = object(core('ContainerImage'), { names: listOf(string), sizeBytes: int64 })

const daemonEndpoints = object(core('NodeDaemonEndpoints'), {
  kubeletEndpoint: object(core('DaemonEndpoint'), { 'Port!': int32 }),
})

const nodeStatus = object(core('NodeStatus'), {
  addresses: described(listBy(['type'], nodeAddress), 'Host name and IP addresses.'),
  allocatable: described(mapOf(intOrString), 'The resources available to pods.'),
  capacity: described(mapOf(intOrString), 'The resources of the machine.'),
  conditions: described(
    listBy(['type'], nodeCondition),
    'Conditions reported by the kubelet, node-problem-detector and others, one per type.',
  ),
  daemonEndpoints,
  images: listOf(containerImage),
  nodeInfo: described(nodeSystemInfo, 'Versions and IDs of the machine and its software.'),
  volumesAttached: listOf(object(core('AttachedVolume'), each('devicePath! name!', string))),
  volumesInUse: listOf(string),
  phase: string,
  ...each('config features runtimeHandlers', anything),
})

export const nodeSchema = kindSchema(core('Node'), 'A machine in the cluster.', {
  spec: described(nodeSpec, 'The desired state of the node.'),
  status: described(nodeStatus, 'The last reported state of the node.'),
})
