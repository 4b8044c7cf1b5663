import type { ChalkInstance } from 'chalk'
import { type Cell, renderTable } from '../cli/table.mts'
import { renderHumanDuration } from '../kube/human-duration.mts'
import { toTimeOfDay } from '../kube/time.mts'
import type { NodeCondition } from '../kube/types.mts'
import type { ReportedCondition, Snapshot } from './conditions.mts'
import { renderCounts, stylesOf } from './counts.mts'
import type { ClockSkew } from './show.mts'
import { isMarked, isTime, lastValueOf } from './silence/mark.mts'
import type { Verdict } from './silence/verdict.mts'

const columns = ['NODE', 'VERDICT', 'STATUS', 'REASON', 'SINCE', 'HEARTBEAT', 'KUBELET', 'MESSAGE']

/** A table with the counts below it. Ages are relative to the API server's time. */
export const renderConditions = (snapshot: Snapshot, colors: ChalkInstance): string => {
  const styles = { ...stylesOf(colors), dim: colors.dim }
  const rows = snapshot.reportedConditions.map(reported =>
    renderRow(reported, snapshot.now, styles),
  )
  return `${renderTable(columns, rows)}${renderCounts(snapshot, colors)}\n`
}

type Styles = ReturnType<typeof stylesOf> & { dim: (text: string) => string }

const renderRow = (
  { name, verdict, kubelet, condition }: ReportedCondition,
  now: Date,
  styles: Styles,
): Cell[] => {
  const style = styles[verdict.verdict]
  const verdictCell: Cell = { text: renderVerdict(verdict), style }
  const readiness: Cell = kubelet === 'Ready' ? kubelet : { text: kubelet, style: styles.unknown }
  if (!condition) return [name, verdictCell, '', '', '', '', readiness, '']
  // Dim the last value of a silent node, because it may no longer be true.
  const dimIfSilent: (text: string) => Cell =
    verdict.verdict === 'silent' ? text => ({ text, style: styles.dim }) : text => text
  return [
    name,
    verdictCell,
    verdict.verdict === 'silent'
      ? dimIfSilent(condition.status)
      : { text: condition.status, style },
    dimIfSilent(condition.reason ?? ''),
    renderAge(condition.lastTransitionTime, now),
    renderHeartbeat(condition.lastHeartbeatTime, now),
    readiness,
    dimIfSilent(
      verdict.verdict === 'silent'
        ? renderLastValue(condition)
        : toOneLine(condition.message ?? ''),
    ),
  ]
}

const renderVerdict = (verdict: Verdict): string =>
  verdict.verdict === 'silent'
    ? `silent for ${renderHumanDuration(verdict.silentForMs)}`
    : verdict.verdict

/** For a marked condition, also shows the status and reason that the writer last wrote. */
const renderLastValue = (condition: NodeCondition): string => {
  const { status, reason, message } = lastValueOf(condition)
  const parts = isMarked(condition) ? [status, reason].filter(Boolean) : []
  return `last value: ${[...parts, `"${toOneLine(message)}"`].join(', ')}`
}

/** Replaces line breaks and other control characters, which would break the table. */
const toOneLine = (message: string): string => message.replace(/[\p{Cc}\s]+/gu, ' ')

const renderAge = (time: string | null | undefined, now: Date): string =>
  isTime(time) ? renderHumanDuration(Math.max(0, now.getTime() - Date.parse(time))) : '?'

/**
 * Renders the age of a heartbeat, or how far it is in the future if the node's clock is ahead. A difference of
 * up to one second counts as rounding.
 */
const renderHeartbeat = (time: string | null | undefined, now: Date): string => {
  if (!isTime(time)) return 'never'
  const aheadMs = Date.parse(time) - now.getTime()
  return aheadMs > 1_000 ? `in ${renderHumanDuration(aheadMs)}` : `${renderAge(time, now)} ago`
}

/** A warning about nodes whose heartbeats are in the future. */
export const renderClockSkews = (clockSkews: ClockSkew[]): string => {
  const nodes = clockSkews.map(({ name, aheadMs }) => `${name} by ${renderHumanDuration(aheadMs)}`)
  return `! Heartbeats are ahead of the API server's clock: ${nodes.join(', ')}.
  Correct the clock of each node listed. \`show --watch\` does not depend on these clocks.`
}

/** A line for `show --watch` when the connection to the API server is lost or restored. */
export const renderConnection = (reason: string | undefined, now: Date): string => {
  const time = toTimeOfDay(now)
  return reason === undefined
    ? `${time}  Reconnected to the API server.`
    : `${time}  ! Lost the connection to the API server: ${reason}. The output above may be outdated.`
}

/** One YAML document per node. */
export const renderYaml = async ({ reportedConditions }: Snapshot): Promise<string> => {
  // Loaded on demand, because it is slow to load.
  const { renderDocuments } = await import('../yaml/documents.mts')
  return renderDocuments(reportedConditions.map(toData))
}

export const renderJson = ({ reportedConditions }: Snapshot): string =>
  `${JSON.stringify(reportedConditions.map(toData), undefined, 2)}\n`

/** `condition` is null for a node without the condition. Seconds are whole numbers, as in Kubernetes. */
const toData = ({ name, verdict, kubelet, condition }: ReportedCondition) => ({
  name,
  verdict: verdict.verdict,
  silentSeconds: verdict.verdict === 'silent' ? Math.floor(verdict.silentForMs / 1000) : undefined,
  kubelet,
  condition: condition ?? null,
})
