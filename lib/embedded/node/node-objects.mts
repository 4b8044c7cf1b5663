import { arch, cpus, hostname, platform, release, totalmem } from 'node:os'
import { toKubeTime } from '../../kube/time.mts'
import type { KubeNode, NodeCondition } from '../../kube/types.mts'

const controlPlaneLabel = 'node-role.kubernetes.io/control-plane'

/** Lists node names as in kind: `npd-test-control-plane`, `npd-test-worker`, `npd-test-worker2`. */
export const listNodeNames = (cluster: string, workers: number): string[] => [
  `${cluster}-control-plane`,
  ...Array.from(
    { length: workers },
    (_, index) => `${cluster}-worker${index === 0 ? '' : index + 1}`,
  ),
]

/** Builds a Node object. The embedded cluster starts a machine for each Node object. */
export const buildNode = (name: string, index: number): KubeNode => {
  const isControlPlane = index === 0
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      labels: {
        'kubernetes.io/hostname': name,
        'kubernetes.io/os': 'linux',
        'kubernetes.io/arch': architecture(),
        ...(isControlPlane && { [controlPlaneLabel]: '' }),
      },
    },
    spec: {
      podCIDR: `10.244.${index}.0/24`,
      ...(isControlPlane && { taints: [{ key: controlPlaneLabel, effect: 'NoSchedule' }] }),
    },
  }
}

const architecture = (): string => (arch() === 'x64' ? 'amd64' : arch())

/** Builds the status that a healthy kubelet reports when it starts. */
export const buildKubeletStatus = (
  node: KubeNode,
  hostIP: string,
  version: string,
): KubeNode['status'] => {
  const capacity = {
    cpu: String(cpus().length),
    memory: `${Math.floor(totalmem() / 1024)}Ki`,
    pods: '110',
  }
  return {
    addresses: [
      { type: 'InternalIP', address: hostIP },
      { type: 'Hostname', address: node.metadata.name },
    ],
    capacity,
    allocatable: capacity,
    conditions: buildKubeletConditions(new Date()),
    nodeInfo: {
      architecture: architecture(),
      operatingSystem: 'linux',
      osImage: `embedded in a process on ${hostname()} (${platform()})`,
      kernelVersion: release(),
      containerRuntimeVersion: `node://${process.versions.node}`,
      kubeletVersion: version,
      kubeProxyVersion: '',
      machineID: '',
      systemUUID: '',
      bootID: '',
    },
  }
}

/** Builds the kubelet's four conditions with healthy values. */
export const buildKubeletConditions = (time: Date): NodeCondition[] => {
  const lastHeartbeatTime = toKubeTime(time)
  const healthyCondition = (
    type: string,
    reason: string,
    message: string,
    status: 'True' | 'False',
  ) => ({
    type,
    status,
    lastHeartbeatTime,
    lastTransitionTime: lastHeartbeatTime,
    reason,
    message,
  })
  return [
    healthyCondition(
      'MemoryPressure',
      'KubeletHasSufficientMemory',
      'kubelet has sufficient memory available',
      'False',
    ),
    healthyCondition(
      'DiskPressure',
      'KubeletHasNoDiskPressure',
      'kubelet has no disk pressure',
      'False',
    ),
    healthyCondition(
      'PIDPressure',
      'KubeletHasSufficientPID',
      'kubelet has sufficient PID available',
      'False',
    ),
    healthyCondition('Ready', 'KubeletReady', 'kubelet is posting ready status', 'True'),
  ]
}
