import type { NodeCondition } from '../kube/types.mts'

/** Where NPD's log states conditions: when it starts a monitor, and whenever one changes its mind. */
const statements =
  /\] (?:Initialized conditions for|New status generated:) .*?\[(?=\{Type:)(.*)\]\}?$/s

/** Go's `%+v` of one condition; its message goes on until the next one, or the end. */
const condition =
  /\{Type:(\S+) Status:(True|False|Unknown) Transition:.*? Reason:(\S*) Message:(.*?)\}(?=$| \{Type:\S+ Status:)/gs

/** The conditions that a line of NPD's log states, as NPD v0.8.19 to v1.36 write them; mostly none. */
export const statedConditions = (line: string): NodeCondition[] => {
  const [, list = ''] = statements.exec(line) ?? []
  return [...list.matchAll(condition)].map(([, type = '', status, reason = '', message = '']) => ({
    type,
    status: status as NodeCondition['status'],
    reason,
    message,
  }))
}
