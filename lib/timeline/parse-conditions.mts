import type { NodeCondition } from '../kube/types.mts'

/** NPD logs its conditions when it starts a monitor, and whenever one changes. */
const conditionsLine =
  /\] (?:Initialized conditions for|New status generated:) .*?\[(?=\{Type:)(.*)\]\}?$/s

/** Go's `%+v` of one condition. Its message extends to the next condition, or to the end. */
const condition =
  /\{Type:(\S+) Status:(True|False|Unknown) Transition:.*? Reason:(\S*) Message:(.*?)\}(?=$| \{Type:\S+ Status:)/gs

/** The conditions in a log line of NPD v0.8.19 to v1.36; usually none. */
export const parseConditions = (line: string): NodeCondition[] => {
  const [, list = ''] = conditionsLine.exec(line) ?? []
  return [...list.matchAll(condition)].map(([, type = '', status, reason = '', message = '']) => ({
    type,
    status: status as NodeCondition['status'],
    reason,
    message,
  }))
}
