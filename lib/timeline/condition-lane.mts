import { isMarked, isSetToUnknownByWatchdog } from '../conditions/silence/mark.mts'
import { conditionDetail } from './details.mts'
import type { ConditionSpan } from './model.mts'
import { placeSpan, placeSpans, roundToTenth, type Scale } from './scale.mts'
import { type BoxStyle, type Label, type Shape, widthOf } from './shapes.mts'
import type { Span } from './span-track.mts'

export const laneHeight = 22

/**
 * Draws a condition over time, with one box per span. During `silentSpans`, the condition still has the last
 * value that NPD wrote, so it is drawn as outdated.
 */
export const renderConditionLane = (
  title: string,
  { spans, silentSpans }: { spans: ConditionSpan[]; silentSpans: Span[] },
  y: number,
  scale: Scale,
): Shape[] => {
  const boxes = placeSpans(spans, scale, span => severity[styleOf(span)] ?? 0)
  const outdated = silentSpans
    .flatMap(silence => findOutdatedSpans(silence, spans))
    .map(span => placeSpan(span, scale))
  return [
    ...boxes.map(
      ({ span, x, width }): Shape => ({
        shape: 'box',
        x,
        y,
        width: roundToTenth(width),
        height: laneHeight,
        style: styleOf(span),
        detail: conditionDetail(title, span),
      }),
    ),
    ...outdated.map(
      (place): Shape => ({ shape: 'box', ...place, y, height: laneHeight, style: 'outdated' }),
    ),
    ...boxes.flatMap(box => renderConditionLabels(box, outdated, y + 15)),
  ]
}

/**
 * Returns the parts of a silence in which the condition still has a value from NPD. Only these are outdated: a
 * value from the watchdog is current.
 */
const findOutdatedSpans = (silence: Span, spans: ConditionSpan[]): Span[] =>
  spans
    .filter(span => !isMarked(span.condition))
    .map(({ from, to }) => ({ from: Math.max(from, silence.from), to: Math.min(to, silence.to) }))
    .filter(({ from, to }) => from < to)

interface Extent {
  x: number
  width: number
}

/** The label of the status, repeated where it is outdated. */
const renderConditionLabels = (
  { span, x, width }: Extent & { span: ConditionSpan },
  outdatedExtents: Extent[],
  y: number,
): Label[] => {
  const { status, reason = '' } = span.condition
  const end = x + width
  const outdatedPlaces = outdatedExtents.filter(place => place.x > x && place.x < end)
  const firstLabelWidth = Math.min(...outdatedPlaces.map(place => place.x), end) - x
  return [
    ...labelWithin(x, firstLabelWidth, y, [`${status}: ${reason}`, status]),
    ...outdatedPlaces.flatMap(place => {
      const availableWidth = Math.min(end, place.x + place.width) - place.x
      return labelWithin(place.x, availableWidth, y, [
        `still ${status}: the last value from NPD`,
        `still ${status}`,
      ])
    }),
  ]
}

/** The style of a condition. */
export const styleOf = ({ condition }: Pick<ConditionSpan, 'condition'>): BoxStyle => {
  if (isSetToUnknownByWatchdog(condition)) return 'marked'
  return condition.status.toLowerCase() as 'true' | 'false' | 'unknown'
}

const severity: Partial<Record<BoxStyle, number>> = { true: 3, marked: 2, unknown: 1 }

/** Returns a label with the first candidate that fits in the box, or no label. */
export const labelWithin = (x: number, width: number, y: number, candidates: string[]): Label[] => {
  const text = candidates.find(candidate => widthOf(candidate, 'lane') + 12 <= width)
  return text === undefined
    ? []
    : [{ shape: 'label', x: roundToTenth(x + 6), y, text, style: 'lane' }]
}
