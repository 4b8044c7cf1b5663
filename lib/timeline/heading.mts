import type { CutSpan, NodeLanes } from './model.mts'
import { geometry, round, type Scale } from './scale.mts'
import { type Label, type LabelStyle, widthOf } from './shapes.mts'
import { formatClock, formatLength } from './time-axis.mts'

const { margin, plotRight } = geometry
const gap = 12

/**
 * One line of text: a node's name, beside each cut when and how long it was, and where there is room for
 * it what the kubelet said meanwhile. `y` is its base line.
 */
export const heading = ({ node, ready, cuts }: NodeLanes, y: number, scale: Scale): Label[] => {
  const line = new TextLine(y)
  line.add(node, 'node', margin)
  for (const cut of cuts) line.add(describeCut(cut), 'small', scale(cut.from) + 6)
  const lastEnd = Math.max(...cuts.map(({ to }) => scale(to)), 0)
  if (ready.length > 0) line.addAnywhere(describeReady(ready), 'small', lastEnd + 6)
  return line.labels
}

const describeCut = ({ action, from, to }: CutSpan): string =>
  `${action === 'partition' ? 'cut off' : action} ${formatClock(from)} to ${formatClock(to)}, ${formatLength(to - from)}`

const describeReady = ([first, ...more]: string[]): string => {
  if (more.length > 0) return `kubelet: Ready ${[first, ...more].join(', then ')}`
  return first === 'True' ? 'kubelet: Ready all along' : `kubelet: Ready ${first}`
}

/** Labels side by side that never overlap; what finds no room is left out. */
class TextLine {
  readonly labels: Label[] = []
  readonly #y: number
  /** Where the last label ends. */
  #end = 0
  /** Between the first two. */
  #hole: [from: number, to: number] | undefined

  constructor(y: number) {
    this.#y = y
  }

  /** At `x`, or as near to it as there is room behind the last label. */
  add(text: string, style: LabelStyle, x: number): void {
    const width = widthOf(text, style)
    const start = this.labels.length === 0 ? x : Math.max(x, this.#end + gap)
    const placed = Math.min(start, plotRight - width)
    if (this.labels.length > 0 && placed < this.#end + gap) return
    if (this.labels.length === 1) this.#hole = [this.#end + gap, placed - gap]
    this.#put(text, style, placed)
    this.#end = placed + width
  }

  /** In the hole between the first two labels, or behind the last: at `x` if there is room. */
  addAnywhere(text: string, style: LabelStyle, x: number): void {
    const width = widthOf(text, style)
    const [from, to] = this.#hole ?? [0, 0]
    const behind = this.#end + gap
    if (from + width <= to) this.#put(text, style, from)
    else if (x >= behind && x + width <= plotRight) this.#put(text, style, x)
    else if (behind + width <= plotRight) this.#put(text, style, behind)
  }

  #put(text: string, style: LabelStyle, x: number): void {
    this.labels.push({ shape: 'label', x: round(x), y: this.#y, text, style })
  }
}
