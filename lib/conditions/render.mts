import type { ChalkInstance } from 'chalk'
import { type Cell, renderTable } from '../cli/table.mts'
import { renderHumanDuration } from '../kube/human-duration.mts'
import { toTimeOfDay } from '../kube/time.mts'
import type { NodeCondition } from '../kube/types.mts'
import type { ReportedCondition, Snapshot } from './conditions.mts'
import { renderCounts, stylesOf } from './counts.mts'
import type { Ahead } from './show.mts'
import { isMarked, isTime, lastWordOf } from './silence/mark.mts'
import type { Verdict } from './silence/verdict.mts'

const head = ['NODE', 'VERDICT', 'STATUS', 'REASON', 'SINCE', 'HEARTBEAT', 'KUBELET', 'MESSAGE']

/** As a table with the counts below; ages are counted up to the API server's now. */
export const renderConditions = (snapshot: Snapshot, colors: ChalkInstance): string => {
  const styles = { ...stylesOf(colors), dim: colors.dim }
  const rows = snapshot.reported.map(reported => rowOf(reported, snapshot.now, styles))
  return `${renderTable(head, rows)}${renderCounts(snapshot, colors)}\n`
}

type Styles = ReturnType<typeof stylesOf> & { dim: (text: string) => string }

const rowOf = (
  { name, verdict, kubelet, condition }: ReportedCondition,
  now: Date,
  styles: Styles,
): Cell[] => {
  const style = styles[verdict.verdict]
  const judged: Cell = { text: renderVerdict(verdict), style }
  const readiness: Cell = kubelet === 'Ready' ? kubelet : { text: kubelet, style: styles.unknown }
  if (!condition) return [name, judged, '', '', '', '', readiness, '']
  // What a silent node says is its last word: nobody stands by it any more.
  const word: (text: string) => Cell =
    verdict.verdict === 'silent' ? text => ({ text, style: styles.dim }) : text => text
  return [
    name,
    judged,
    verdict.verdict === 'silent' ? word(condition.status) : { text: condition.status, style },
    word(condition.reason ?? ''),
    age(condition.lastTransitionTime, now),
    renderHeartbeat(condition.lastHeartbeatTime, now),
    readiness,
    word(verdict.verdict === 'silent' ? lastSaid(condition) : oneLine(condition.message ?? '')),
  ]
}

const renderVerdict = (verdict: Verdict): string =>
  verdict.verdict === 'silent'
    ? `silent for ${renderHumanDuration(verdict.silentMs)}`
    : verdict.verdict

/** A mark has taken the place of status and reason: then they are part of the last word. */
const lastSaid = (condition: NodeCondition): string => {
  const { status, reason, message } = lastWordOf(condition)
  const words = isMarked(condition) ? [status, reason].filter(Boolean) : []
  return `last said: ${[...words, `"${oneLine(message)}"`].join(', ')}`
}

/** Line breaks and other control characters would break the table. */
const oneLine = (message: string): string => message.replace(/[\p{Cc}\s]+/gu, ' ')

const age = (time: string | undefined, now: Date): string =>
  isTime(time) ? renderHumanDuration(Math.max(0, now.getTime() - Date.parse(time))) : '?'

/** By the node's own time, which may be in the future; a second of that may be rounding. */
const renderHeartbeat = (time: string | undefined, now: Date): string => {
  if (!isTime(time)) return 'never'
  const aheadMs = Date.parse(time) - now.getTime()
  return aheadMs > 1_000 ? `in ${renderHumanDuration(aheadMs)}` : `${age(time, now)} ago`
}

/** Whose heartbeats lie in the future, and what that means. */
export const renderAhead = (ahead: Ahead[]): string => {
  const nodes = ahead.map(({ name, aheadMs }) => `${name} by ${renderHumanDuration(aheadMs)}`)
  return `! Heartbeats lie in the future, by the API server's clock: ${nodes.join(', ')}.
  The clock of the node is ahead. \`show --watch\` needs none but its own.`
}

/** That the API server is lost, or heard again: what was shown before may be old. */
export const renderContact = (lost: string | undefined, now: Date): string => {
  const time = toTimeOfDay(now)
  return lost === undefined
    ? `${time}  The API server is heard again.`
    : `${time}  ! The API server is not heard: ${lost}. What stands above may be old.`
}

/** A YAML document per node. */
export const renderYaml = async ({ reported }: Snapshot): Promise<string> => {
  // Slow to load, and needed for this only.
  const { renderDocuments } = await import('../yaml/documents.mts')
  return renderDocuments(reported.map(toData))
}

export const renderJson = ({ reported }: Snapshot): string =>
  `${JSON.stringify(reported.map(toData), undefined, 2)}\n`

/** A node that lacks the condition is there too, with null. Seconds are whole, as Kubernetes' are. */
const toData = ({ name, verdict, kubelet, condition }: ReportedCondition) => ({
  name,
  verdict: verdict.verdict,
  ...(verdict.verdict === 'silent' && { silentSeconds: Math.floor(verdict.silentMs / 1000) }),
  kubelet,
  condition: condition ?? null,
})
