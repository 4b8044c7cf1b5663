import type { Marker } from './model.mts'
import type { Span } from './span-track.mts'

/** The positions of the parts of a timeline, in units of its view box. */
export const geometry = { width: 960, margin: 16, plotLeft: 138, plotRight: 944 }

/** Converts a time to its position. */
export type Scale = (at: number) => number

export const createScale = ({ from, to }: Span): Scale => {
  const { plotLeft, plotRight } = geometry
  const unitsPerMs = (plotRight - plotLeft) / Math.max(to - from, 1)
  return at => roundToTenth(plotLeft + Math.min(Math.max(at - from, 0), to - from) * unitsPerMs)
}

/** The smallest visible width. */
const minWidth = 2.5

export const roundToTenth = (value: number): number => Math.round(value * 10) / 10

/** The position of a span, at least as wide as the smallest visible width. */
export const placeSpan = ({ from, to }: Span, scale: Scale): { x: number; width: number } => ({
  x: scale(from),
  width: Math.max(roundToTenth(scale(to) - scale(from)), minWidth),
})

/** Groups markers by position. A group contains the markers within `gap` of its first marker. */
export const groupMarkers = (
  markers: Marker[],
  scale: Scale,
  gap: number,
): { x: number; markers: Marker[] }[] => {
  const groups: { x: number; markers: Marker[] }[] = []
  for (const marker of markers) {
    const x = scale(marker.at)
    const last = groups.at(-1)
    if (last && x - last.x < gap) last.markers.push(marker)
    else groups.push({ x, markers: [marker] })
  }
  return groups
}

/**
 * Places spans, each at least as wide as the smallest visible width. If several narrow spans share a position,
 * keeps only the most severe one.
 */
export const placeSpans = <S extends Span>(
  spans: S[],
  scale: Scale,
  severity: (span: S) => number,
): { span: S; x: number; width: number }[] => {
  const boxes: { span: S; x: number; width: number }[] = []
  for (const span of spans) {
    const x = scale(span.from)
    const width = scale(span.to) - x
    const last = boxes.at(-1)
    const overlapsLast = last && width < minWidth && last.width <= minWidth && x - last.x < minWidth
    if (!overlapsLast) boxes.push({ span, x, width: Math.max(width, minWidth) })
    else if (severity(span) > severity(last.span)) last.span = span
  }
  return boxes
}
