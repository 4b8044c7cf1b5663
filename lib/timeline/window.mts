import type { Marker, NodeLanes, Timeline } from './model.mts'
import type { Span } from './span-track.mts'

/** The part of a timeline between two times, without the nodes, spans and markers outside it. */
export const cropTimeline = (timeline: Timeline, { from, to }: Span): Timeline => {
  const overlaps = (span: Span) => span.to >= from && span.from <= to
  const isInside = ({ at }: { at: number }) => at >= from && at <= to
  const markers = (all: Marker[]) => all.filter(isInside)
  const nodes = timeline.nodes.map(
    (lanes): NodeLanes => ({
      node: lanes.node,
      readyStatuses: lanes.readyStatuses,
      fromNpd: lanes.fromNpd.filter(overlaps),
      fromApi: lanes.fromApi.filter(overlaps),
      partitions: lanes.partitions.filter(overlaps),
      silentSpans: lanes.silentSpans.filter(overlaps),
      heartbeats: markers(lanes.heartbeats),
      killedPlugins: markers(lanes.killedPlugins),
      failedWrites: markers(lanes.failedWrites),
      events: markers(lanes.events),
      watchdogMarks: markers(lanes.watchdogMarks),
    }),
  )
  return {
    ...timeline,
    from,
    to,
    nodes: nodes.filter(
      ({ fromNpd, fromApi, events }) => fromNpd.length + fromApi.length + events.length > 0,
    ),
    notes: timeline.notes.filter(isInside),
  }
}

/** Whether NPD on a node is silent at the end of a timeline. */
export const isSilentAtEnd = ({ silentSpans }: NodeLanes, to: number): boolean =>
  silentSpans.at(-1)?.to === to

/** Puts the nodes whose NPD is silent at the end of the timeline first. */
export const sortSilentFirst = (timeline: Timeline): Timeline => {
  const rank = (lanes: NodeLanes) => (isSilentAtEnd(lanes, timeline.to) ? 0 : 1)
  return { ...timeline, nodes: timeline.nodes.toSorted((a, b) => rank(a) - rank(b)) }
}
