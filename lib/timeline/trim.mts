import type { NetworkChaos } from '../chaos-mesh/types.mts'
import { isKubeletType } from '../conditions/silence/kubelet-types.mts'
import { fullName } from '../kube/full-name.mts'
import type { KubeEvent, KubeNode, NodeCondition } from '../kube/types.mts'
import type { ChaosEntry, EventRecord, NodeRecord } from './records.mts'

/** The fields of the API objects that a timeline needs, without the kubelet's heartbeats. */

export const trimNode = ({ metadata, status }: KubeNode): NodeRecord => ({
  kind: 'node',
  node: metadata.name,
  conditions: (status?.conditions ?? []).flatMap(condition => {
    if (!isKubeletType(condition.type)) return trimCondition(condition)
    if (condition.type !== 'Ready') return []
    const { lastHeartbeatTime, ...rest } = trimCondition(condition)
    return rest
  }),
})

const trimCondition = ({
  type,
  status,
  reason,
  message,
  lastHeartbeatTime,
  lastTransitionTime,
}: NodeCondition): NodeCondition => ({
  type,
  status,
  reason,
  message,
  lastHeartbeatTime,
  lastTransitionTime,
})

export const trimEvent = (event: KubeEvent): EventRecord => ({
  kind: 'event',
  node: event.involvedObject.name ?? '',
  type: event.type ?? 'Normal',
  reason: event.reason ?? '',
  message: event.message ?? '',
  source: event.source?.component || event.reportingComponent || '',
  lastTimestamp: event.lastTimestamp ?? undefined,
  count: event.count,
})

export const trimChaos = (chaos: NetworkChaos): ChaosEntry => {
  const { desiredPhase, containerRecords = [] } = chaos.status?.experiment ?? {}
  return {
    kind: 'chaos',
    experiment: fullName(chaos),
    action: chaos.spec.action,
    desiredPhase,
    records: containerRecords.map(({ id, phase }) => ({ id, phase })),
  }
}
