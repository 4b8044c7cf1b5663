import { createHash } from 'node:crypto'
import { lastWriteTimeOf, silentReason } from '../conditions/silence/mark.mts'
import { renderHumanDuration } from '../kube/human-duration.mts'
import { toKubeTime } from '../kube/time.mts'
import type { KubeEvent, KubeNode, NodeCondition, ObjectReference } from '../kube/types.mts'
import type { Disruption } from './decide.mts'
import type { IndexedCondition, Recovery } from './watched-nodes.mts'

/** The watchdog's name as event source, field manager and Lease name. */
export const watchdogName = 'npd-watchdog'

/** The content of an event. Its name is derived from the content, so that two watchdogs create the same event. */
interface EventContent {
  subject: ObjectReference
  type: 'Normal' | 'Warning'
  reason: string
  message: string
  /** Distinguishes the event from an earlier one with the same reason. */
  key: string
}

/**
 * Refers to the node by its UID, like the node lifecycle controller. NPD and the kubelet use the name as the UID.
 * `kubectl describe node` finds events with either of them.
 */
const toReference = ({ metadata }: KubeNode): ObjectReference => ({
  apiVersion: 'v1',
  kind: 'Node',
  name: metadata.name,
  ...(metadata.uid && { uid: metadata.uid }),
})

export const buildSilentEvent = (
  node: KubeNode,
  conditions: IndexedCondition[],
  silentForMs: number,
  now: Date,
): KubeEvent => {
  const silenceStart = findSilenceStart(node, conditions)
  const types = conditions.map(({ condition }) => condition.type).join(', ')
  return buildEvent(
    {
      subject: toReference(node),
      type: 'Warning',
      reason: silentReason,
      message: `node-problem-detector on ${node.metadata.name} has been silent since ${silenceStart} (${renderHumanDuration(silentForMs)}), so its conditions are outdated: ${types}`,
      key: silenceStart,
    },
    now,
  )
}

/** When NPD last wrote one of these conditions, by NPD's clock. */
export const findSilenceStart = (node: KubeNode, conditions: IndexedCondition[]): string =>
  conditions
    .map(({ condition }) => lastWriteTimeOf(node, condition))
    .reduce((latest, time) => (Date.parse(time) > Date.parse(latest) ? time : latest))

export const recoveredReason = 'NodeProblemDetectorRecovered'

export const buildRecoveredEvent = (
  { node, conditions, silentForMs }: Recovery,
  now: Date,
): KubeEvent =>
  buildEvent(
    {
      subject: toReference(node),
      type: 'Normal',
      reason: recoveredReason,
      message: `node-problem-detector on ${node.metadata.name} recovered after ${renderHumanDuration(silentForMs)} of silence: ${describeConditions(conditions)}`,
      key: conditions.map(condition => lastWriteTimeOf(node, condition)).join(),
    },
    now,
  )

const describeConditions = (conditions: NodeCondition[]): string =>
  conditions.map(({ type, status }) => `${type} is ${status}`).join(', ')

/** Refers to the name of the Lease, because a watchdog outside the cluster has no pod to refer to. */
export const buildDisruptionEvent = (
  lease: { name: string; namespace: string },
  disruption: Disruption,
  message: string,
  now: Date,
): KubeEvent =>
  buildEvent(
    {
      subject: { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', ...lease },
      type: disruption === 'none' ? 'Normal' : 'Warning',
      reason: disruption === 'none' ? 'NodesRecovered' : 'MostNodesSilent',
      message,
      key: now.toISOString(),
    },
    now,
  )

/** An event's name starts with at most this many characters of the object's name. It is limited to 253 characters. */
const maxSubjectLength = 236

const buildEvent = (
  { subject, type, reason, message, key }: EventContent,
  now: Date,
): KubeEvent => {
  const { name = '', uid = '', namespace = 'default' } = subject
  const digest = createHash('sha256').update([uid, reason, key].join('\n')).digest('hex')
  const time = toKubeTime(now)
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: `${name.slice(0, maxSubjectLength)}.${digest.slice(0, 16)}`, namespace },
    involvedObject: subject,
    reason,
    message,
    type,
    count: 1,
    firstTimestamp: time,
    lastTimestamp: time,
    source: { component: watchdogName },
    reportingComponent: watchdogName,
    reportingInstance: '',
  }
}
