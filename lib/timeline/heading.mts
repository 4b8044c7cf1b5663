import type { NodeLanes, PartitionSpan } from './model.mts'
import { geometry, roundToTenth, type Scale } from './scale.mts'
import { type Label, type LabelStyle, widthOf } from './shapes.mts'
import { formatClock, formatElapsedTime } from './time-axis.mts'

const { margin, plotRight } = geometry
const gap = 12

/**
 * One line of text: the name of a node, the time and duration of each partition, and the kubelet's state if
 * there is room. `y` is the baseline.
 */
export const renderHeading = (
  { node, readyStatuses, partitions }: NodeLanes,
  y: number,
  scale: Scale,
): Label[] => {
  const line = new TextLine(y)
  line.add(node, 'node', margin)
  for (const partition of partitions)
    line.add(describePartition(partition), 'small', scale(partition.from) + 6)
  const lastEnd = Math.max(...partitions.map(({ to }) => scale(to)), 0)
  if (readyStatuses.length > 0)
    line.addWhereItFits(describeReady(readyStatuses), 'small', lastEnd + 6)
  return line.labels
}

const describePartition = ({ action, from, to }: PartitionSpan): string =>
  `${action === 'partition' ? 'disconnected' : action} ${formatClock(from)} to ${formatClock(to)}, ${formatElapsedTime(to - from)}`

const describeReady = ([first, ...more]: string[]): string => {
  if (more.length > 0) return `kubelet: Ready ${[first, ...more].join(', then ')}`
  return first === 'True' ? 'kubelet: always Ready' : `kubelet: Ready ${first}`
}

/** Labels side by side that never overlap. Leaves out labels that do not fit. */
class TextLine {
  readonly labels: Label[] = []
  readonly #y: number
  /** The end of the last label. */
  #end = 0
  /** The gap between the first two labels. */
  #firstGap: [from: number, to: number] | undefined

  constructor(y: number) {
    this.#y = y
  }

  /** Places a label at `x`, or as near to it as possible after the last label. */
  add(text: string, style: LabelStyle, x: number): void {
    const width = widthOf(text, style)
    const start = this.labels.length === 0 ? x : Math.max(x, this.#end + gap)
    const position = Math.min(start, plotRight - width)
    if (this.labels.length > 0 && position < this.#end + gap) return
    if (this.labels.length === 1) this.#firstGap = [this.#end + gap, position - gap]
    this.#put(text, style, position)
    this.#end = position + width
  }

  /**
   * Places a label between the first two labels if there is room, or else at `x`, or else after the last label.
   * Omits it if it does not fit.
   */
  addWhereItFits(text: string, style: LabelStyle, x: number): void {
    const width = widthOf(text, style)
    const [from, to] = this.#firstGap ?? [0, 0]
    const afterLast = this.#end + gap
    if (from + width <= to) this.#put(text, style, from)
    else if (x >= afterLast && x + width <= plotRight) this.#put(text, style, x)
    else if (afterLast + width <= plotRight) this.#put(text, style, afterLast)
  }

  #put(text: string, style: LabelStyle, x: number): void {
    this.labels.push({ shape: 'label', x: roundToTenth(x), y: this.#y, text, style })
  }
}
