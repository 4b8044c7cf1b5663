import { toKubeTime } from '../../kube/time.mts'
import type { ConditionStatus, KubeNode, NodeCondition } from '../../kube/types.mts'

/** The reason of a condition that someone outside has set to Unknown because its writer is silent. */
export const silentReason = 'NodeProblemDetectorSilent'

/** What the writer of a condition said. */
export interface LastWord {
  status: ConditionStatus
  reason: string
  message: string
}

/** Whether this is such a mark, and no word of NPD itself. */
export const isMarked = ({ status, reason }: NodeCondition): boolean =>
  status === 'Unknown' && reason === silentReason

/**
 * The condition as the node lifecycle controller would set it for a silent kubelet: Unknown, the
 * transition now, the heartbeat as its writer left it; the message keeps since when, and the last
 * word. A mark stays as it is.
 */
export const markSilent = (node: KubeNode, condition: NodeCondition, now: Date): NodeCondition => {
  if (isMarked(condition)) return condition
  const { status, reason, message } = lastWordOf(condition)
  return {
    ...condition,
    status: 'Unknown',
    reason: silentReason,
    message:
      `node-problem-detector on ${node.metadata.name} has been silent since ${lastTimeOf(node, condition)}; ` +
      `its last value was ${[status, reason].filter(Boolean).join(', ')}: ${JSON.stringify(message)}`,
    lastTransitionTime: toKubeTime(now),
  }
}

const markPattern =
  /^node-problem-detector on \S+ has been silent since (\S+); its last value was (True|False|Unknown)(?:, (\S+))?: (".*")$/

/** What the condition's writer said last: for a mark what that keeps, else the condition's own. */
export const lastWordOf = (condition: NodeCondition): LastWord =>
  parseMark(condition)?.word ?? {
    status: condition.status,
    reason: condition.reason ?? '',
    message: condition.message ?? '',
  }

/**
 * When the condition's writer spoke last, by its own times, as `metav1.Time`: its heartbeat. A condition
 * without one (none, or Go's zero time) never had one, and it is the transition, or else the creation
 * of the node.
 */
export const lastTimeOf = ({ metadata }: KubeNode, condition: NodeCondition): string => {
  const transition = parseMark(condition)?.since ?? condition.lastTransitionTime
  const times = [condition.lastHeartbeatTime, transition, metadata.creationTimestamp]
  return times.find(isTime) ?? '1970-01-01T00:00:00Z'
}

/** Whether it is a time, and not Go's `time.Time{}`, which stands for none. */
export const isTime = (time: string | undefined): time is string =>
  time !== undefined && !isZeroTime(time) && !Number.isNaN(Date.parse(time))

/** Whether a time is Go's `time.Time{}`, which stands for none. */
export const isZeroTime = (time: string): boolean => time.startsWith('0001-01-01T00:00:00')

/** What a mark keeps; undefined for what is none, or has no message of ours. */
const parseMark = (condition: NodeCondition): { since: string; word: LastWord } | undefined => {
  const match = isMarked(condition) && markPattern.exec(condition.message ?? '')
  if (!match) return undefined
  const [, since = '', status, reason = '', quoted = ''] = match
  const message = parseQuoted(quoted)
  return message === undefined
    ? undefined
    : { since, word: { status: status as ConditionStatus, reason, message } }
}

const parseQuoted = (quoted: string): string | undefined => {
  try {
    return JSON.parse(quoted)
  } catch {
    return undefined
  }
}
