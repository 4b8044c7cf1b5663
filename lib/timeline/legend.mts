import { styleOf } from './condition-lane.mts'
import type { NodeLanes } from './model.mts'

import { geometry, roundToTenth } from './scale.mts'
import type { BoxStyle, GlyphName, Shape } from './shapes.mts'

const lineHeight = 20
const swatchWidth = 26
const columns = 4

type Entry = { text: string } & ({ box: BoxStyle } | { glyph: GlyphName })

const entries: Entry[] = [
  { box: 'false', text: 'False: no problem' },
  { box: 'true', text: 'True: problem' },
  { box: 'unknown', text: 'Unknown, from NPD' },
  { box: 'marked', text: 'Unknown, from the watchdog' },
  { box: 'partition', text: 'NPD disconnected' },
  { box: 'heartbeat', text: 'heartbeat' },
  { box: 'silent', text: 'silent: heartbeats overdue' },
  { glyph: 'killed', text: 'plugin killed at its timeout' },
  { glyph: 'failed', text: "NPD's write failed" },
  { glyph: 'watchdog', text: "the watchdog's write" },
  { glyph: 'event', text: 'event' },
  { glyph: 'warning', text: 'Warning event' },
]

/**
 * Renders the legend in columns. `top` is its upper edge. Without `nodes`, explains every symbol, not only those in
 * use.
 */
export const renderLegend = (
  nodes: NodeLanes[] | undefined,
  top: number,
): { shapes: Shape[]; height: number } => {
  const usedSymbols = nodes && findUsedSymbols(nodes)
  const shown = entries.filter(
    entry => !usedSymbols || usedSymbols.has('box' in entry ? entry.box : entry.glyph),
  )
  const columnWidth = (geometry.plotRight - geometry.margin) / columns
  const shapes = shown.flatMap((entry, index): Shape[] => {
    const x = geometry.margin + (index % columns) * columnWidth
    const y = top + Math.floor(index / columns) * lineHeight
    return [
      ...renderSwatch(entry, x, y),
      { shape: 'label', x: x + swatchWidth + 8, y: y + 12, text: entry.text, style: 'small' },
    ]
  })
  return { shapes, height: Math.ceil(shown.length / columns) * lineHeight }
}

const renderSwatch = (entry: Entry, x: number, y: number): Shape[] => {
  if ('glyph' in entry)
    return [{ shape: 'glyph', x: roundToTenth(x + swatchWidth / 2), y: y + 8, glyph: entry.glyph }]
  const width = entry.box === 'heartbeat' ? 2 : swatchWidth
  const left = roundToTenth(x + (swatchWidth - width) / 2)
  return [{ shape: 'box', x: left, y: y + 1, width, height: 14, style: entry.box }]
}

const findUsedSymbols = (nodes: NodeLanes[]): Set<BoxStyle | GlyphName> => {
  const spans = nodes.flatMap(({ fromNpd, fromApi }) => [...fromNpd, ...fromApi])
  const events = nodes.flatMap(({ events }) => events)
  const isWarning = ({ raw }: (typeof events)[number]) =>
    raw.kind === 'event' && raw.type === 'Warning'
  const symbols: [BoxStyle | GlyphName, boolean][] = [
    ['partition', nodes.some(({ partitions }) => partitions.length > 0)],
    ['heartbeat', nodes.some(({ heartbeats }) => heartbeats.length > 0)],
    ['silent', nodes.some(({ silentSpans }) => silentSpans.length > 0)],
    ['killed', nodes.some(({ killedPlugins }) => killedPlugins.length > 0)],
    ['failed', nodes.some(({ failedWrites }) => failedWrites.length > 0)],
    ['watchdog', nodes.some(({ watchdogMarks }) => watchdogMarks.length > 0)],
    ['event', events.some(event => !isWarning(event))],
    ['warning', events.some(isWarning)],
  ]
  return new Set([
    ...spans.map(styleOf),
    ...symbols.filter(([, isUsed]) => isUsed).map(([symbol]) => symbol),
  ])
}
