import type { NetworkChaos } from '../../chaos-mesh/types.mts'
import type { DaemonSet, KubeEvent, KubeNode, Lease, Pod } from '../../kube/types.mts'

/** Objects of a small test cluster with two nodes, NPD on both, and their conditions and events. */

const time = '2026-01-01T00:00:00Z'

const createCondition = (type: string, status: 'True' | 'False', reason: string) => ({
  type,
  status,
  reason,
  message: `${reason} on this node`,
  lastHeartbeatTime: time,
  lastTransitionTime: time,
})

const createNode = (name: string, index: number, labels: Record<string, string>): KubeNode => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name, labels: { 'kubernetes.io/hostname': name, ...labels } },
  spec: { podCIDR: `10.244.${index}.0/24` },
  status: {
    conditions: [
      createCondition('Ready', 'True', 'KubeletReady'),
      createCondition('NetworkProblem', 'False', 'ApiServerReachable'),
    ],
    addresses: [
      { type: 'InternalIP', address: `172.18.0.${index + 2}` },
      { type: 'Hostname', address: name },
    ],
    capacity: { cpu: '2', memory: '4Gi', pods: '110' },
    allocatable: { cpu: '2', memory: '4Gi', pods: '110' },
    nodeInfo: {
      machineID: '',
      systemUUID: '',
      bootID: '',
      kernelVersion: '6.1.0',
      osImage: 'Debian GNU/Linux 12 (bookworm)',
      containerRuntimeVersion: 'containerd://2.1.4',
      kubeletVersion: 'v1.34.0',
      kubeProxyVersion: '',
      operatingSystem: 'linux',
      architecture: 'amd64',
    },
  },
})

const podLabels = { app: 'node-problem-detector' }

const podSpec = {
  serviceAccountName: 'default',
  containers: [{ name: 'npd', image: 'npd-demo:v1', imagePullPolicy: 'Never' }],
}

const createPod = (name: string, nodeName: string, ip: string): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'kube-system', labels: podLabels },
  spec: { ...podSpec, nodeName },
  status: {
    phase: 'Running',
    podIP: ip,
    startTime: time,
    conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: time }],
    containerStatuses: [
      {
        name: 'npd',
        image: 'npd-demo:v1',
        imageID: '',
        ready: true,
        started: true,
        restartCount: 0,
        state: { running: { startedAt: time } },
      },
    ],
  },
})

export const daemonSet: DaemonSet = {
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  metadata: { name: 'npd', namespace: 'kube-system' },
  spec: {
    selector: { matchLabels: podLabels },
    template: { metadata: { labels: podLabels }, spec: podSpec },
  },
  status: {
    currentNumberScheduled: 2,
    desiredNumberScheduled: 2,
    numberMisscheduled: 0,
    numberReady: 2,
    numberAvailable: 2,
    updatedNumberScheduled: 2,
    observedGeneration: 1,
  },
}

const createLease = (name: string): Lease => ({
  apiVersion: 'coordination.k8s.io/v1',
  kind: 'Lease',
  metadata: { name, namespace: 'kube-node-lease' },
  spec: {
    holderIdentity: name,
    leaseDurationSeconds: 40,
    renewTime: '2026-01-01T00:00:00.000000Z',
  },
})

const event: KubeEvent = {
  apiVersion: 'v1',
  kind: 'Event',
  metadata: { name: 'worker.17ab', namespace: 'default' },
  involvedObject: { kind: 'Node', name: 'worker', uid: 'worker' },
  type: 'Warning',
  reason: 'ApiServerUnreachable',
  message: 'Node condition NetworkProblem is now: True',
  source: { component: 'network-custom-plugin-monitor', host: 'worker' },
  firstTimestamp: time,
  lastTimestamp: time,
  count: 1,
}

export const networkChaos: NetworkChaos = {
  apiVersion: 'chaos-mesh.org/v1alpha1',
  kind: 'NetworkChaos',
  metadata: { name: 'partition', namespace: 'kube-system' },
  spec: {
    action: 'partition',
    mode: 'all',
    direction: 'both',
    duration: '10m',
    selector: { namespaces: ['kube-system'], labelSelectors: podLabels },
  },
}

export const clusterObjects = [
  createNode('control-plane', 0, { 'node-role.kubernetes.io/control-plane': '' }),
  createNode('worker', 1, {}),
  createPod('npd-abcde', 'control-plane', '10.244.0.2'),
  createPod('npd-fghij', 'worker', '10.244.1.2'),
  daemonSet,
  createLease('control-plane'),
  createLease('worker'),
  event,
  networkChaos,
]
