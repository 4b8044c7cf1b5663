import { createHash } from 'node:crypto'
import { lastTimeOf, silentReason } from '../conditions/silence/mark.mts'
import { renderHumanDuration } from '../kube/human-duration.mts'
import { toKubeTime } from '../kube/time.mts'
import type { KubeEvent, KubeNode, NodeCondition, ObjectReference } from '../kube/types.mts'
import type { Disruption } from './decide.mts'
import type { PlacedCondition, Recovery } from './watched-nodes.mts'

/** The source of the events. */
export const component = 'npd-watchdog'

/** The content of an event. Its name is derived from the content, so that two watchdogs create the same event. */
interface EventContent {
  about: ObjectReference
  type: 'Normal' | 'Warning'
  reason: string
  message: string
  /** Distinguishes the event from an earlier one with the same reason. */
  occasion: string
}

/**
 * Refers to the node by its UID, like the node lifecycle controller. NPD and the kubelet use the name as the
 * UID. `kubectl describe node` finds both.
 */
const referenceTo = ({ metadata }: KubeNode): ObjectReference => ({
  apiVersion: 'v1',
  kind: 'Node',
  name: metadata.name,
  ...(metadata.uid && { uid: metadata.uid }),
})

export const silentEvent = (
  node: KubeNode,
  conditions: PlacedCondition[],
  silentForMs: number,
  now: Date,
): KubeEvent => {
  const since = sinceOf(node, conditions)
  const types = conditions.map(({ condition }) => condition.type).join(', ')
  return render(
    {
      about: referenceTo(node),
      type: 'Warning',
      reason: silentReason,
      message: `node-problem-detector on ${node.metadata.name} has been silent since ${since} (${renderHumanDuration(silentForMs)}), so its conditions are outdated: ${types}`,
      occasion: since,
    },
    now,
  )
}

/** When NPD last wrote to a node, according to NPD's clock: the newest of these times. */
export const sinceOf = (node: KubeNode, conditions: PlacedCondition[]): string =>
  conditions
    .map(({ condition }) => lastTimeOf(node, condition))
    .reduce((newest, time) => (Date.parse(time) > Date.parse(newest) ? time : newest))

export const recoveredReason = 'NodeProblemDetectorRecovered'

export const recoveredEvent = ({ node, conditions, silentMs }: Recovery, now: Date): KubeEvent =>
  render(
    {
      about: referenceTo(node),
      type: 'Normal',
      reason: recoveredReason,
      message: `node-problem-detector on ${node.metadata.name} recovered after ${renderHumanDuration(silentMs)} of silence: ${describeConditions(conditions)}`,
      occasion: conditions.map(condition => lastTimeOf(node, condition)).join(),
    },
    now,
  )

const describeConditions = (conditions: NodeCondition[]): string =>
  conditions.map(({ type, status }) => `${type} is ${status}`).join(', ')

/** Refers to the Lease, because the watchdog has a Lease wherever it runs. */
export const disruptionEvent = (
  lease: { name: string; namespace: string },
  disruption: Disruption,
  message: string,
  now: Date,
): KubeEvent =>
  render(
    {
      about: { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', ...lease },
      type: disruption === 'none' ? 'Normal' : 'Warning',
      reason: disruption === 'none' ? 'NodesRecovered' : 'MostNodesSilent',
      message,
      occasion: now.toISOString(),
    },
    now,
  )

/** Shortens the name to 253 characters, the limit for object names. A node name alone can be that long. */
const nameLimit = 236

const render = ({ about, type, reason, message, occasion }: EventContent, now: Date): KubeEvent => {
  const { name = '', uid = '', namespace = 'default' } = about
  const digest = createHash('sha256').update([uid, reason, occasion].join('\n')).digest('hex')
  const time = toKubeTime(now)
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: `${name.slice(0, nameLimit)}.${digest.slice(0, 16)}`, namespace },
    involvedObject: about,
    reason,
    message,
    type,
    count: 1,
    firstTimestamp: time,
    lastTimestamp: time,
    source: { component },
    reportingComponent: component,
    reportingInstance: '',
  }
}
