import { renderCount } from '../cli/join-words.mts'
import { isMarked } from '../conditions/silence/mark.mts'
import type { ConditionSpan, NodeLanes, Timeline } from './model.mts'
import type { Span } from './span-track.mts'
import { formatClock, formatDate, formatElapsedTime } from './time-axis.mts'

/** The summary of the timeline, in sentences. */
export const summarize = (timeline: Timeline): string[] => {
  const { nodes, from, to } = timeline
  const span = `${formatDate(from)}, ${formatClock(from)} to ${formatClock(to)} UTC`
  const intro = `${renderCount(nodes.length, 'node')} of ${timeline.cluster}, ${span}.`
  if (nodes.length === 0) return [intro, 'Nothing was recorded.']
  const disconnectedNodes = nodes.filter(({ partitions }) => partitions.length > 0)
  return [
    intro,
    ...(disconnectedNodes.length > 0 ? describePartition(disconnectedNodes, timeline) : []),
    ...describeSilence(timeline),
  ]
}

/** Describes a partition: when NPD found the problem, and when the API server received the report. */
const describePartition = (nodes: NodeLanes[], { to }: Timeline): string[] => {
  const partition = enclosingSpan(nodes.flatMap(({ partitions }) => partitions))
  const isOpen = partition.to >= to
  const times = isOpen
    ? `from ${formatClock(partition.from)}`
    : `from ${formatClock(partition.from)} to ${formatClock(partition.to)}`
  const disconnected = `NPD on ${renderCount(nodes.length, 'node')} was disconnected ${times} (${formatElapsedTime(partition.to - partition.from)}).`
  const fromNpd = findDelayRange(nodes, partition, ({ fromNpd }) => fromNpd)
  const fromApi = findDelayRange(nodes, partition, ({ fromApi }) => fromApi)
  const npdSentence = fromNpd
    ? `It found the problem ${formatRange(fromNpd)} after the disconnection.`
    : 'It found no problem.'
  const isLate = fromApi && fromApi.from >= partition.to - partition.from
  const apiSentence = fromApi
    ? `The API server received the report ${formatRange(fromApi)} after the disconnection${isLate ? ', when the outage was already over' : ''}.`
    : 'The API server has received no report of a problem.'
  return [disconnected, `${npdSentence} ${apiSentence}`]
}

const enclosingSpan = (spans: Span[]): Span => ({
  from: Math.min(...spans.map(({ from }) => from)),
  to: Math.max(...spans.map(({ to }) => to)),
})

/**
 * The shortest and longest time from the disconnection to a node's first value other than False. Ignores values
 * that the watchdog marked.
 */
const findDelayRange = (
  nodes: NodeLanes[],
  partition: Span,
  spansOf: (lanes: NodeLanes) => ConditionSpan[],
): Span | undefined => {
  const found = nodes.flatMap(lanes => {
    const first = spansOf(lanes).find(
      ({ from, condition }) =>
        from >= partition.from && condition.status !== 'False' && !isMarked(condition),
    )
    return first ? [{ from: first.from - partition.from, to: first.from - partition.from }] : []
  })
  return found.length > 0 ? enclosingSpan(found) : undefined
}

const formatRange = ({ from, to }: Span): string => {
  const [min, max] = [formatElapsedTime(from), formatElapsedTime(to)]
  return min === max ? min : `${min} to ${max}`
}

/** Describes the part of an outage that is visible from outside the node: NPD's silence. */
const describeSilence = ({ nodes, allowedSilenceMs }: Timeline): string[] => {
  const silent = nodes.filter(({ silentSpans }) => silentSpans.length > 0)
  if (silent.length === 0) return ['No node was silent.']
  const first = Math.min(
    ...silent.flatMap(({ silentSpans }) => silentSpans.map(({ from }) => from)),
  )
  const marks = silent.flatMap(({ watchdogMarks }) => watchdogMarks.map(({ at }) => at))
  const silence =
    `Only missing heartbeats were visible from outside: NPD on ${renderCount(silent.length, 'node')} sent none for more than ` +
    `${formatElapsedTime(allowedSilenceMs)}, and counted as silent from ${formatClock(first)}.`
  return marks.length === 0
    ? [silence]
    : [silence, `The watchdog marked them, first at ${formatClock(Math.min(...marks))}.`]
}
