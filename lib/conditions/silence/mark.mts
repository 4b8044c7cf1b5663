import { toKubeTime } from '../../kube/time.mts'
import type { ConditionStatus, KubeNode, NodeCondition } from '../../kube/types.mts'

/** The reason of a condition that the watchdog has set to Unknown because its writer is silent. */
export const silentReason = 'NodeProblemDetectorSilent'

/** The last value that the writer of a condition wrote. */
export interface LastValue {
  status: ConditionStatus
  reason: string
  message: string
}

/** Whether the watchdog has set a condition to Unknown. */
export const isSetToUnknownByWatchdog = ({ status, reason }: NodeCondition): boolean =>
  status === 'Unknown' && reason === silentReason

/** Whether the watchdog has marked a condition, so that its message, and usually its status, is not from NPD. */
export const isMarked = (condition: NodeCondition): boolean =>
  isSetToUnknownByWatchdog(condition) ||
  (condition.status === 'True' && markPattern.test(condition.message ?? ''))

/**
 * Marks a condition as silent. Sets the status to Unknown and the transition to now, and keeps the heartbeat, as
 * the node lifecycle controller does when a kubelet stops reporting. The message stores the start of the silence
 * and the last value. A condition that is True keeps its status and transition, because tools that act on
 * conditions treat a change to Unknown as a recovery. With `overwriteTrue`, it is also set to Unknown. Does not
 * change a condition that is already marked.
 */
export const markSilent = (
  node: KubeNode,
  condition: NodeCondition,
  now: Date,
  overwriteTrue = false,
): NodeCondition => {
  if (isMarked(condition)) return condition
  const { status, reason, message } = lastValueOf(condition)
  const marked = {
    ...condition,
    message:
      `node-problem-detector on ${node.metadata.name} has been silent since ${lastWriteTimeOf(node, condition)}; ` +
      `its last value was ${[status, reason].filter(Boolean).join(', ')}: ${JSON.stringify(message)}`,
  }
  if (status === 'True' && !overwriteTrue) return marked
  return {
    ...marked,
    status: 'Unknown',
    reason: silentReason,
    lastTransitionTime: toKubeTime(now),
  }
}

const markPattern =
  /^node-problem-detector on \S+ has been silent since (\S+); its last value was (True|False|Unknown)(?:, (\S+))?: (".*")$/

/** The last value of the writer: the one stored in a mark, or else the condition's own. */
export const lastValueOf = (condition: NodeCondition): LastValue =>
  parseMark(condition)?.value ?? {
    status: condition.status,
    reason: condition.reason ?? '',
    message: condition.message ?? '',
  }

/**
 * When the writer last wrote the condition, by the writer's clock, as `metav1.Time`. Returns the heartbeat.
 * If the heartbeat is missing or Go's zero time, returns the transition, or else the creation time of the
 * node.
 */
export const lastWriteTimeOf = ({ metadata }: KubeNode, condition: NodeCondition): string => {
  const transition = parseMark(condition)?.since ?? condition.lastTransitionTime
  const times = [condition.lastHeartbeatTime, transition, metadata.creationTimestamp]
  return times.find(isTime) ?? '1970-01-01T00:00:00Z'
}

/** Whether a time is valid and not Go's zero time. */
export const isTime = (time: string | null | undefined): time is string =>
  typeof time === 'string' && !isZeroTime(time) && !Number.isNaN(Date.parse(time))

/** Whether a time is Go's `time.Time{}`, which means that it is not set. */
export const isZeroTime = (time: string): boolean => time.startsWith('0001-01-01T00:00:00')

/** The values stored in a mark; undefined for other conditions and messages. */
const parseMark = (condition: NodeCondition): { since: string; value: LastValue } | undefined => {
  const match = isMarked(condition) && markPattern.exec(condition.message ?? '')
  if (!match) return undefined
  const [, since = '', status, reason = '', quoted = ''] = match
  const message = parseQuoted(quoted)
  return message === undefined
    ? undefined
    : { since, value: { status: status as ConditionStatus, reason, message } }
}

const parseQuoted = (quoted: string): string | undefined => {
  try {
    return JSON.parse(quoted)
  } catch {
    return undefined
  }
}
