import { renderLegend } from './legend.mts'
import type { Timeline } from './model.mts'
import { renderNodeBlock } from './node-rows.mts'
import { createScale, geometry, type Scale } from './scale.mts'
import { fontSizes, type Shape, widthOf } from './shapes.mts'
import type { Span } from './span-track.mts'
import { summarize } from './summary.mts'
import { computeTicks, formatClock } from './time-axis.mts'

/** A timeline with its layout. */
export interface Figure {
  width: number
  height: number
  title: string
  /** The summary, as sentences. */
  description: string
  shapes: Shape[]
}

const { width, margin, plotLeft, plotRight } = geometry
const summaryLineHeight = 20
const axisHeight = 24
const blockGap = 10
/** The minimum distance between two ticks, so that their labels do not overlap. */
const tickSpacing = 84

const titleOf = ({ type }: Timeline): string =>
  `${type}: what NPD found, and what the API server reported`

/**
 * The timeline of the live page has no title and no summary. It has a complete legend, and a label with the current
 * time.
 */
export interface LayoutOptions {
  live?: boolean
}

/** Lays out the title, the summary and the legend, and then, between two time axes, a block for each node. */
export const layOut = (timeline: Timeline, { live = false }: LayoutOptions = {}): Figure => {
  const title = titleOf(timeline)
  const sentences = summarize(timeline)
  const headerPart = live ? { shapes: [], height: 0 } : layOutHeader(title, sentences)
  const { shapes: legendShapes, height: legendHeight } = renderLegend(
    live ? undefined : timeline.nodes,
    headerPart.height + (live ? 8 : 0),
  )
  const scale = createScale(timeline)
  const top = headerPart.height + legendHeight + axisHeight + 10
  let y = top + 6
  const blocks: Shape[] = []
  for (const lanes of timeline.nodes) {
    const block = renderNodeBlock(lanes, y, scale, timeline)
    blocks.push(...block.shapes)
    y += block.height + blockGap
  }
  const axes = layOutAxes({ ...timeline, live }, top, y, scale)
  return {
    width,
    height: y + axisHeight + 8,
    title,
    description: sentences.join(' '),
    shapes: [...headerPart.shapes, ...legendShapes, ...axes, ...blocks],
  }
}

const layOutHeader = (title: string, sentences: string[]): { shapes: Shape[]; height: number } => {
  const lines = sentences.flatMap(sentence => wrap(sentence, width - 2 * margin))
  const shapes: Shape[] = [
    { shape: 'label', x: margin, y: 32, text: title, style: 'title' },
    ...lines.map(
      (text, index): Shape => ({
        shape: 'label',
        x: margin,
        y: 58 + index * summaryLineHeight,
        text,
        style: 'summary',
      }),
    ),
  ]
  return { shapes, height: 58 + lines.length * summaryLineHeight }
}

/** Grid lines through all blocks, with the times above and below. */
const layOutAxes = (
  { from, to, live }: Span & { live: boolean },
  top: number,
  bottom: number,
  scale: Scale,
): Shape[] => {
  const ticks = computeTicks(from, to, Math.floor((plotRight - plotLeft) / tickSpacing))
  const clearsEndLabel = (at: number) => !live || scale(at) < plotRight - tickSpacing - 8
  const labelsAt = (y: number): Shape[] => [
    { shape: 'label', x: plotLeft - 36, y, text: 'UTC', style: 'axis', anchor: 'end' },
    ...ticks
      .filter(({ at }) => clearsEndLabel(at))
      .map(({ at, label }): Shape => {
        const halfWidth = widthOf(label, 'axis') / 2
        const x = Math.min(
          Math.max(scale(at), plotLeft - 20 + halfWidth),
          plotRight + margin - 2 - halfWidth,
        )
        return { shape: 'label', x, y, text: label, style: 'axis', anchor: 'middle' }
      }),
    ...(live ? [endLabel(to, y)] : []),
  ]
  return [
    ...ticks.map(({ at }): Shape => {
      const x = scale(at)
      return { shape: 'line', x1: x, y1: top, x2: x, y2: bottom, style: 'grid' }
    }),
    ...[top, bottom].map(
      (y): Shape => ({
        shape: 'line',
        x1: plotLeft,
        y1: y,
        x2: plotRight,
        y2: y,
        style: 'edge',
      }),
    ),
    ...labelsAt(top - 7),
    ...labelsAt(bottom + fontSizes.axis + 5),
  ]
}

const endLabel = (to: number, y: number): Shape => ({
  shape: 'label',
  x: plotRight,
  y,
  text: formatClock(to),
  style: 'axis',
  anchor: 'end',
})

/** Splits text into lines no wider than `max`. */
const wrap = (text: string, max: number): string[] => {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    const extendedLine = last === undefined ? word : `${last} ${word}`
    if (last !== undefined && widthOf(extendedLine, 'summary') <= max)
      lines[lines.length - 1] = extendedLine
    else lines.push(word)
  }
  return lines
}
