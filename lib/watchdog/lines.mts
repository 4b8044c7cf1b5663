import { lastWordOf } from '../conditions/silence/mark.mts'
import type { Period, PeriodSource } from '../conditions/silence/period.mts'
import { renderHumanDuration } from '../kube/human-duration.mts'
import type { KubeNode } from '../kube/types.mts'
import type { Configuration } from './configuration.mts'
import type { Allowance, Disruption, JudgedNode, Limits } from './decide.mts'
import { sinceOf } from './events.mts'
import type { PlacedCondition, Recovery } from './watched-nodes.mts'

/** What the watchdog says: a line for each thing that it has done or noticed. */

const sources: Record<PeriodSource, string> = {
  option: 'as given',
  DaemonSet: 'as its DaemonSet says',
  heartbeats: 'as they come',
  default: 'by default',
}

export const watching = (
  { types }: Configuration,
  { periodMs, from }: Period,
  { allowedMs }: Allowance,
): string =>
  types.size === 0
    ? 'no node-problem-detector is installed that defines conditions: there is nothing to watch'
    : `watching ${[...types].join(', ')}: heartbeats each ${seconds(periodMs)} (${sources[from]}), silent after ${seconds(allowedMs)}`

const seconds = (milliseconds: number): string => `${milliseconds / 1_000} s`

/** As `npd-test-worker  silent since 12:03:04 (2m10s): NetworkProblem False -> Unknown`. */
export const marked = (
  node: KubeNode,
  conditions: PlacedCondition[],
  unheardMs: number,
): string => {
  const since = sinceOf(node, conditions).slice(11, 19)
  const changes = conditions.map(
    ({ condition }) => `${condition.type} ${lastWordOf(condition).status} -> Unknown`,
  )
  return `${node.metadata.name}  silent since ${since} (${renderHumanDuration(unheardMs)}): ${changes.join(', ')}`
}

export const recovered = ({ node, conditions, silentMs }: Recovery): string => {
  const now = conditions.map(({ type, status }) => `${type} ${status}`).join(', ')
  return `${node.metadata.name}  speaks again after ${renderHumanDuration(silentMs)}: ${now}`
}

export const cutOff = (isCutOff: boolean): string =>
  isCutOff
    ? 'the API server is not heard: nobody is called silent'
    : 'the API server is heard again: every node gets its time once more'

export const disruption = (
  state: Disruption,
  judged: JudgedNode[],
  { disruptionRate }: Limits,
): string => {
  const overdue = judged.filter(({ isOverdue }) => isOverdue).length
  const count = `node-problem-detector is not heard from ${overdue} of ${judged.length} nodes`
  if (state === 'none') return `${count}: no longer most, marking goes on`
  const pace =
    disruptionRate > 0
      ? `at most one node each ${Math.round(10 / disruptionRate) / 10} s is marked`
      : 'none is marked'
  return `${count} at once, which is hardly the fault of each: ${pace}`
}
