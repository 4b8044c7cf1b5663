import { isMarked } from '../conditions/silence/mark.mts'
import type { NodeCondition } from '../kube/types.mts'

/** Describes what NPD found on its node, and compares it with the value on the API server. */
export const describeFinding = (
  { type, status }: NodeCondition,
  fromApi: NodeCondition | undefined,
): string => {
  const found = `NPD set ${type} to ${status}.`
  if (!fromApi) return `${found} The API server does not have this condition yet.`
  return fromApi.status === status
    ? `${found} The API server reports the same.`
    : `${found} The API server still reports ${fromApi.status}.`
}

/**
 * Describes a change on the API server. Compares the new value with the previous value and with the value that NPD
 * set.
 */
export const describeReport = (
  condition: NodeCondition,
  previous: NodeCondition | undefined,
  fromNpd: NodeCondition | undefined,
): string => {
  const { type, status, reason } = condition
  const wasMarked = previous !== undefined && isMarked(previous)
  if (isMarked(condition) && !wasMarked)
    return status === 'True'
      ? `The watchdog left ${type} as True, and added a note to the condition's message: NPD is silent.`
      : `The watchdog set ${type} to ${status}, because NPD is silent.`
  const now = `The API server now reports ${type} ${status}${reason ? ` (${reason})` : ''}.`
  const replaced = wasMarked ? `${now} NPD's own write replaced the mark of the watchdog.` : now
  if (!fromNpd) return replaced
  return fromNpd.status === status
    ? `${replaced} NPD set the same status.`
    : `${replaced} NPD set the status to ${fromNpd.status}.`
}
