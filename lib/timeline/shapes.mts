/** The elements of a timeline. Positions and sizes are in units of its view box. */
export type Shape = Box | Line | Glyph | Label

/** The text shown when the user hovers over or focuses a shape, and its raw record. */
export interface Detail {
  text: string
  rawRecord: string
}

export interface Box {
  shape: 'box'
  x: number
  y: number
  width: number
  height: number
  style: BoxStyle
  detail?: Detail
}

export interface Line {
  shape: 'line'
  x1: number
  y1: number
  x2: number
  y2: number
  style: 'grid' | 'edge'
}

export interface Glyph {
  shape: 'glyph'
  x: number
  y: number
  glyph: GlyphName
  detail?: Detail
}

export interface Label {
  shape: 'label'
  x: number
  /** The position of the baseline. */
  y: number
  text: string
  style: LabelStyle
  anchor?: 'middle' | 'end'
}

export type BoxStyle =
  | 'true'
  | 'false'
  | 'unknown'
  | 'marked'
  | 'partition'
  | 'silent'
  | 'outdated'
  | 'heartbeat'
export type GlyphName = 'killed' | 'failed' | 'event' | 'warning' | 'watchdog'
export type LabelStyle = keyof typeof fontSizes

export const fontSizes = {
  title: 18,
  summary: 13.5,
  node: 13.5,
  row: 12,
  lane: 12,
  small: 12,
  axis: 12,
}

/** Widths of the letters of a wide font, relative to its size, so that the estimate fits every font. */
const letterWidth = { title: 0.62, node: 0.65, summary: 0.56 }

/** An upper estimate of the width of a label. */
export const widthOf = (text: string, style: LabelStyle): number => {
  const relativeWidth = letterWidth[style as keyof typeof letterWidth] ?? 0.58
  return Array.from(text).length * fontSizes[style] * relativeWidth
}
