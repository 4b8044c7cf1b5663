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
  taints: described(listOf(taint), 'What keeps pods away that do not tolerate it.'),
  unschedulable: described(boolean, 'Whether new pods are kept away, as after `kubectl cordon`.'),
})

const nodeCondition = object(core('NodeCondition'), {
  lastHeartbeatTime: described(time, 'When the reporter last said that this is still so.'),
  lastTransitionTime: described(time, 'When the status last changed.'),
  message: described(string, 'Details for a human.'),
  reason: described(string, 'One CamelCase word on why the status is what it is.'),
  'status!': described(string, 'True, False or Unknown.'),
  'type!': described(string, 'What is judged, as in Ready or NetworkProblem.'),
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
  allocatable: described(mapOf(intOrString), 'What of the capacity pods may use.'),
  capacity: described(mapOf(intOrString), 'What the machine has.'),
  conditions: described(
    listBy(['type'], nodeCondition),
    'What the kubelet, node-problem-detector and others say of the node, one per type.',
  ),
  daemonEndpoints,
  images: listOf(containerImage),
  nodeInfo: described(nodeSystemInfo, 'Versions and ids of the machine and its software.'),
  volumesAttached: listOf(object(core('AttachedVolume'), each('devicePath! name!', string))),
  volumesInUse: listOf(string),
  phase: string,
  ...each('config features runtimeHandlers', anything),
})

export const nodeSchema = kindSchema(core('Node'), 'A machine of the cluster.', {
  spec: described(nodeSpec, 'What the node is meant to be.'),
  status: described(nodeStatus, 'What was last seen of the node.'),
})
