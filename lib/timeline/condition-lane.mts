import { isMarked } from '../silence/mark.mts'
import { conditionDetail } from './details.mts'
import type { ConditionSpan } from './model.mts'
import { across, round, type Scale, widen } from './scale.mts'
import { type BoxStyle, type Label, type Shape, widthOf } from './shapes.mts'
import type { Span } from './span-track.mts'

export const laneHeight = 22

/**
 * A condition over time, in boxes by status. `silences`: what stood there then was somebody's last word,
 * and looks it.
 */
export const conditionLane = (
  who: string,
  spans: ConditionSpan[],
  silences: Span[],
  y: number,
  scale: Scale,
): Shape[] => {
  const placed = widen(spans, scale, span => gravity[styleOf(span)] ?? 0)
  return [
    ...placed.map(
      ({ span, x, width }): Shape => ({
        shape: 'box',
        x,
        y,
        width: round(width),
        height: laneHeight,
        style: styleOf(span),
        detail: conditionDetail(who, span),
      }),
    ),
    ...silences.map(
      (span): Shape => ({
        shape: 'box',
        ...across(span, scale),
        y,
        height: laneHeight,
        style: 'hush',
      }),
    ),
    ...placed.flatMap(({ span, x, width }) => {
      const { status, reason = '' } = span.condition
      return labelWithin(x, width, y + 15, [`${status}: ${reason}`, status])
    }),
  ]
}

/** How a condition is drawn. */
export const styleOf = ({ condition }: Pick<ConditionSpan, 'condition'>): BoxStyle => {
  if (isMarked(condition)) return 'marked'
  return condition.status.toLowerCase() as 'true' | 'false' | 'unknown'
}

const gravity: Partial<Record<BoxStyle, number>> = { true: 3, marked: 2, unknown: 1 }

/** The first of these texts for which there is room in a box. */
export const labelWithin = (x: number, width: number, y: number, texts: string[]): Label[] => {
  const text = texts.find(candidate => widthOf(candidate, 'lane') + 12 <= width)
  return text === undefined ? [] : [{ shape: 'label', x: round(x + 6), y, text, style: 'lane' }]
}
