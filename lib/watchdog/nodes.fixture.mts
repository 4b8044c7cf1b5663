import { toKubeTime } from '../kube/time.mts'
import type { KubeNode, NodeCondition } from '../kube/types.mts'

const second = 1_000
const epoch = Date.parse('2026-01-01T12:00:00Z')

/** A `metav1.Time` this many seconds after noon. */
export const at = (seconds: number): string => toKubeTime(new Date(epoch + seconds * second))

/** A condition from NPD with a heartbeat this many seconds after noon. */
export const conditionAt = (seconds: number, more: Partial<NodeCondition> = {}): NodeCondition => ({
  type: 'NetworkProblem',
  status: 'False',
  lastHeartbeatTime: at(seconds),
  lastTransitionTime: at(0),
  reason: 'ApiServerReachable',
  message: 'Kubernetes API server is reachable',
  ...more,
})

export const ready: NodeCondition = {
  type: 'Ready',
  status: 'True',
  lastHeartbeatTime: at(0),
  lastTransitionTime: at(0),
  reason: 'KubeletReady',
  message: 'kubelet is posting ready status',
}

/** Creates a node with the Ready condition of the kubelet and the given conditions. */
export const nodeWith = (name: string, ...conditions: NodeCondition[]): KubeNode => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name, uid: `uid-${name}` },
  status: { conditions: [ready, ...conditions] },
})
