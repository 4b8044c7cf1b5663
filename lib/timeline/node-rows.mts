import { labelWithin, laneHeight, renderConditionLane } from './condition-lane.mts'
import { markersDetail, partitionDetail, silenceDetail } from './details.mts'
import { renderHeading } from './heading.mts'
import type { Marker, NodeLanes, PartitionSpan, Timeline } from './model.mts'
import { geometry, groupMarkers, placeSpan, roundToTenth, type Scale } from './scale.mts'
import type { Detail, GlyphName, Label, Shape } from './shapes.mts'
import { formatElapsedTime } from './time-axis.mts'

const { plotLeft } = geometry
const headingHeight = 24
const markerHeight = 15
const heartbeatHeight = 17
const rowGap = 3
const padding = 6
const glyphGap = 10
const tickGap = 4

export interface Block {
  shapes: Shape[]
  height: number
}

type RowOptions = Pick<Timeline, 'type' | 'allowedSilenceMs'>

/** Renders the rows of one node, starting at `top`, and omits empty rows. */
export const renderNodeBlock = (
  lanes: NodeLanes,
  top: number,
  scale: Scale,
  options: RowOptions,
): Block => {
  let y = top + headingHeight
  const shapes: Shape[] = []
  for (const row of createRows(lanes, scale, options)) {
    shapes.push(rowLabel(row.label, y + row.height / 2), ...row.shapesAt(y))
    y += row.height + rowGap
  }
  const height = y - top + padding
  const bands = lanes.partitions.map(span =>
    renderBand(lanes.node, span, { y: top, height }, scale),
  )
  return { shapes: [...bands, ...renderHeading(lanes, top + 17, scale), ...shapes], height }
}

interface Row {
  label: string
  height: number
  shapesAt: (y: number) => Shape[]
}

const createRows = (lanes: NodeLanes, scale: Scale, options: RowOptions): Row[] => {
  const createGlyphRow = (
    label: string,
    markers: Marker[],
    glyphOf: (marker: Marker) => GlyphName,
  ): Row => ({
    label,
    height: markers.length === 0 ? 0 : markerHeight,
    shapesAt: y =>
      renderGlyphs(markers, y, scale, {
        detailOf: group => markersDetail(lanes.node, group, options.type),
        glyphOf,
      }),
  })
  const createLaneRow = (label: string, key: 'fromNpd' | 'fromApi'): Row => ({
    label,
    height: laneHeight,
    shapesAt: y => {
      const silentSpans = key === 'fromApi' ? lanes.silentSpans : []
      return renderConditionLane(
        `${lanes.node}, ${label}`,
        { spans: lanes[key], silentSpans },
        y,
        scale,
      )
    },
  })
  const rows = [
    createGlyphRow('plugin killed', lanes.killedPlugins, () => 'killed'),
    createGlyphRow('write failed', lanes.failedWrites, () => 'failed'),
    createLaneRow('NPD', 'fromNpd'),
    createLaneRow('API server', 'fromApi'),
    {
      label: 'heartbeats',
      height: heartbeatHeight,
      shapesAt: (y: number) => renderHeartbeatRow(lanes, y, scale, options),
    },
    createGlyphRow('watchdog', lanes.watchdogMarks, () => 'watchdog'),
    createGlyphRow('events', lanes.events, glyphOfEvent),
  ]
  return rows.filter(({ height }) => height > 0)
}

const glyphOfEvent = ({ raw }: Marker): GlyphName =>
  raw.kind === 'event' && raw.type === 'Warning' ? 'warning' : 'event'

const rowLabel = (text: string, middle: number): Label => ({
  shape: 'label',
  x: plotLeft - 10,
  y: middle + 4,
  text,
  style: 'row',
  anchor: 'end',
})

const renderBand = (
  node: string,
  span: PartitionSpan,
  position: { y: number; height: number },
  scale: Scale,
): Shape => ({
  shape: 'box',
  ...placeSpan(span, scale),
  ...position,
  style: 'partition',
  detail: partitionDetail(node, span),
})

interface GlyphOptions {
  glyphOf: (marker: Marker) => GlyphName
  detailOf: (group: Marker[]) => Detail
}

const renderGlyphs = (
  markers: Marker[],
  y: number,
  scale: Scale,
  { glyphOf, detailOf }: GlyphOptions,
): Shape[] =>
  groupMarkers(markers, scale, glyphGap).map(({ x, markers: group }) => {
    const glyphs = group.map(glyphOf)
    const glyph = glyphs.includes('warning') ? 'warning' : (glyphs[0] ?? 'event')
    return { shape: 'glyph', x, y: y + markerHeight / 2, glyph, detail: detailOf(group) }
  })

/** Renders ticks for the heartbeats, and a labeled box for each silent span. */
const renderHeartbeatRow = (
  lanes: NodeLanes,
  y: number,
  scale: Scale,
  options: RowOptions,
): Shape[] => [
  ...lanes.silentSpans.flatMap((span): Shape[] => {
    const position = placeSpan(span, scale)
    const silentFor = formatElapsedTime(span.to - span.from + options.allowedSilenceMs)
    const texts = [`silent: no heartbeat for ${silentFor}`, `silent: ${silentFor}`, 'silent']
    const detail = silenceDetail(lanes.node, span, options.allowedSilenceMs)
    return [
      { shape: 'box', ...position, y, height: heartbeatHeight, style: 'silent', detail },
      ...labelWithin(position.x, position.width, y + 13, texts),
    ]
  }),
  ...groupMarkers(lanes.heartbeats, scale, tickGap).map(
    ({ x, markers }): Shape => ({
      shape: 'box',
      x: roundToTenth(x - 1),
      y: y + 2,
      width: 2,
      height: heartbeatHeight - 4,
      style: 'heartbeat',
      detail: markersDetail(lanes.node, markers, options.type),
    }),
  ),
]
