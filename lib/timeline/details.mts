import type { ConditionSpan, Marker, PartitionSpan } from './model.mts'
import type { TimelineRecord } from './records.mts'
import type { Detail } from './shapes.mts'
import type { Span } from './span-track.mts'
import { formatClock, formatElapsedTime } from './time-axis.mts'

/** How many markers at one position are listed individually. */
const maxListed = 5

/** Renders a record: log lines unchanged, and for nodes only the condition of this type. */
const renderRaw = (record: TimelineRecord, type: string): string => {
  if (record.kind === 'log') return record.text
  if (record.kind !== 'node') return JSON.stringify(record)
  return JSON.stringify(record.conditions.find(condition => condition.type === type)) ?? ''
}

const formatSpan = ({ from, to }: Span): string =>
  `${formatClock(from)} to ${formatClock(to)} UTC, ${formatElapsedTime(to - from)}`

export const conditionDetail = (title: string, span: ConditionSpan): Detail => {
  const { type, status, reason = '', message = '' } = span.condition
  return {
    text: `${title}: ${type} ${status}, ${reason}\n${formatSpan(span)}\n${message}`,
    rawRecord: renderRaw(span.raw, type),
  }
}

export const partitionDetail = (node: string, span: PartitionSpan): Detail => ({
  text: `${node}: NPD's pod affected by ${span.experiment} (${span.action})\n${formatSpan(span)}`,
  rawRecord: renderRaw(span.raw, ''),
})

export const silenceDetail = (node: string, span: Span, allowedSilenceMs: number): Detail => ({
  text:
    `${node}: NPD is silent\n${formatSpan(span)}\n` +
    `No heartbeat since ${formatClock(span.from - allowedSilenceMs)}; the limit is ${formatElapsedTime(allowedSilenceMs)}`,
  rawRecord: '',
})

/** The description of several markers at one position, with the record of the first. */
export const markersDetail = (node: string, markers: Marker[], type: string): Detail => {
  const [first] = markers
  const listed = markers.slice(0, maxListed).map(({ at, label }) => `${formatClock(at)} ${label}`)
  const remainingCount = markers.length - listed.length
  const last = markers.at(-1)
  if (remainingCount > 0 && last)
    listed.push(`and ${remainingCount} more until ${formatClock(last.at)}`)
  return {
    text: `${node}\n${listed.join('\n')}`,
    rawRecord: first ? renderRaw(first.raw, type) : '',
  }
}
