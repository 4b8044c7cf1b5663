import type { Mark } from './model.mts'
import type { Span } from './span-track.mts'

/** Where the picture's parts lie, in the units of its view box. */
export const geometry = { width: 960, margin: 16, plotLeft: 138, plotRight: 944 }

/** Of a moment to its place. */
export type Scale = (at: number) => number

export const scaleOf = ({ from, to }: Span): Scale => {
  const { plotLeft, plotRight } = geometry
  const perMs = (plotRight - plotLeft) / Math.max(to - from, 1)
  return at => round(plotLeft + Math.min(Math.max(at - from, 0), to - from) * perMs)
}

/** The narrowest stretch that can be seen. */
const least = 2.5

export const round = (value: number): number => Math.round(value * 10) / 10

/** Where a stretch lies, as wide as can be seen. */
export const across = ({ from, to }: Span, scale: Scale): { x: number; width: number } => ({
  x: scale(from),
  width: Math.max(round(scale(to) - scale(from)), least),
})

/** Marks by place: those nearer than `gap` to the first of a group belong to it. */
export const gather = (
  marks: Mark[],
  scale: Scale,
  gap: number,
): { x: number; marks: Mark[] }[] => {
  const groups: { x: number; marks: Mark[] }[] = []
  for (const mark of marks) {
    const x = scale(mark.at)
    const last = groups.at(-1)
    if (last && x - last.x < gap) last.marks.push(mark)
    else groups.push({ x, marks: [mark] })
  }
  return groups
}

/** Stretches as wide as can be seen; of those that are narrower and begin in one place, the gravest. */
export const widen = <S extends Span>(
  spans: S[],
  scale: Scale,
  gravity: (span: S) => number,
): { span: S; x: number; width: number }[] => {
  const placed: { span: S; x: number; width: number }[] = []
  for (const span of spans) {
    const x = scale(span.from)
    const width = scale(span.to) - x
    const last = placed.at(-1)
    const shares = last && width < least && last.width <= least && x - last.x < least
    if (!shares) placed.push({ span, x, width: Math.max(width, least) })
    else if (gravity(span) > gravity(last.span)) last.span = span
  }
  return placed
}
