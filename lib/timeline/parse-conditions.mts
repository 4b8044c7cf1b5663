import type { NodeCondition } from '../kube/types.mts'

/** NPD logs its conditions when it starts a monitor, and whenever one changes. */
const conditionsLinePattern =
  /\] (?:Initialized conditions for|New status generated:) .*?\[(?=\{Type:)(.*)\]\}?$/s

/** Go's `%+v` of one condition. Its message extends to the next condition, or to the end. */
const conditionPattern =
  /\{Type:(\S+) Status:(True|False|Unknown) Transition:.*? Reason:(\S*) Message:(.*?)\}(?=$| \{Type:\S+ Status:)/gs

/** The conditions in a log line of NPD v0.8.19 to v1.36; usually none. */
export const parseConditions = (line: string): NodeCondition[] => {
  const [, list = ''] = conditionsLinePattern.exec(line) ?? []
  return [...list.matchAll(conditionPattern)].map(
    ([, type = '', status, reason = '', message = '']) => ({
      type,
      status: status as NodeCondition['status'],
      reason,
      message,
    }),
  )
}
