import { type Period, periodSourceTexts } from '../conditions/silence/period.mts'
import { renderHumanDuration } from '../kube/human-duration.mts'
import type { KubeNode } from '../kube/types.mts'
import type { Configuration } from './configuration.mts'
import type { Allowance, Disruption, EvaluatedNode, Limits } from './decide.mts'
import { findSilenceStart } from './events.mts'
import type { IndexedCondition, Recovery } from './watched-nodes.mts'

/** The log lines of the watchdog. */

export const describeConfiguration = (
  { types }: Configuration,
  { periodMs, source }: Period,
  { allowedSilenceMs }: Allowance,
): string =>
  types.size === 0
    ? "nothing to watch: node-problem-detector's ConfigMap does not exist or defines no conditions"
    : `watching ${[...types].join(', ')}: heartbeat period ${formatSeconds(periodMs)}, ${periodSourceTexts[source]}; a node is silent after ${formatSeconds(allowedSilenceMs)} without a heartbeat`

const formatSeconds = (milliseconds: number): string => `${milliseconds / 1_000} s`

/** For example `npd-test-worker  silent since 12:03:04 (2m10s): NetworkProblem False -> Unknown`. */
export const describeMark = (
  node: KubeNode,
  conditions: IndexedCondition[],
  { silentForMs, overwriteTrue }: { silentForMs: number; overwriteTrue: boolean },
): string => {
  const silenceStart = findSilenceStart(node, conditions).slice(11, 19)
  const changes = conditions.map(({ condition: { type, status } }) =>
    status === 'True' && !overwriteTrue ? `${type} stays True` : `${type} ${status} -> Unknown`,
  )
  return `${node.metadata.name}  silent since ${silenceStart} (${renderHumanDuration(silentForMs)}): ${changes.join(', ')}`
}

export const describeRecovery = ({ node, conditions, silentForMs }: Recovery): string => {
  const statuses = conditions.map(({ type, status }) => `${type} ${status}`).join(', ')
  return `${node.metadata.name}  recovered after ${renderHumanDuration(silentForMs)} of silence: ${statuses}`
}

export const describeConnection = (isDisconnected: boolean): string =>
  isDisconnected
    ? 'lost the connection to the API server: marking is paused'
    : "reconnected to the API server: every node's timer restarts"

export const describeDisruption = (
  disruption: Disruption,
  evaluated: EvaluatedNode[],
  { disruptionRate }: Limits,
): string => {
  const overdue = evaluated.filter(({ isOverdue }) => isOverdue).length
  const overdueText = `${overdue} of ${evaluated.length} nodes are overdue`
  if (disruption === 'none')
    return `${overdueText}. No longer a cluster-wide outage: marking is no longer limited`
  const pace =
    disruptionRate > 0
      ? `marking at most one node every ${Math.round(10 / disruptionRate) / 10} s`
      : 'marking none'
  return `${overdueText}. Probably a cluster-wide outage: ${pace}`
}
