import { quote } from './go/quote.mts'

/** OpenCensus' words for a tag value that it does not take. */
export const invalidValue =
  'invalid value: only ASCII characters accepted; max length must be 255 characters'

/** Whether OpenCensus takes it: NPD's metrics carry the condition and the reason of each rule. */
export const isMetricValue = (text: string): boolean => /^[ -~]{0,255}$/.test(text)

interface Series {
  /** Name and value of each, in the order of their names. */
  labels: [name: string, value: string][]
  value: number
}

interface Family {
  name: string
  help: string
  type: 'counter' | 'gauge'
  /** By their labels' values. */
  series: Map<string, Series>
}

/**
 * NPD's `ProblemMetricsManager`, one for all monitors: `problem_counter` counts what became a problem,
 * `problem_gauge` is 1 while one lasts. Both return, in Go's words, why a value was not taken.
 */
export class ProblemMetrics {
  readonly #counter: Family = {
    name: 'problem_counter',
    help: 'Number of times a specific type of problem have occurred.',
    type: 'counter',
    series: new Map(),
  }
  readonly #gauge: Family = {
    name: 'problem_gauge',
    help: 'Whether a specific type of problem is affecting the node or not.',
    type: 'gauge',
    series: new Map(),
  }
  /** NPD's `problemTypeToReason`. */
  readonly #lastReasons = new Map<string, string>()

  /** A count of 0 makes the series known. */
  incrementCounter(reason: string, count: number): string | undefined {
    return record(this.#counter, { reason }, before => before + count)
  }

  /**
   * The reason before goes to 0, for a condition has one reason at a time. If that one was not taken,
   * nothing of this type is ever again.
   */
  setGauge(type: string, reason: string, isProblem: boolean): string | undefined {
    const last = this.#lastReasons.get(type)
    const failure =
      last === undefined ? undefined : record(this.#gauge, { reason: last, type }, () => 0)
    // NPD swaps the two.
    if (failure)
      return `failed to clear previous reason ${quote(type)} for type ${quote(last ?? '')}: ${failure}`
    this.#lastReasons.set(type, reason)
    return record(this.#gauge, { reason, type }, () => (isProblem ? 1 : 0))
  }

  /** As Prometheus' text format 0.0.4 has it: in order, and nothing of a family without series. */
  render(): string {
    return [this.#counter, this.#gauge]
      .filter(({ series }) => series.size > 0)
      .map(renderFamily)
      .join('')
  }
}

const record = (
  { series }: Family,
  labels: Record<string, string>,
  change: (before: number) => number,
): string | undefined => {
  const values = Object.values(labels)
  if (!values.every(isMetricValue)) return invalidValue
  const key = values.join('\n')
  const value = change(series.get(key)?.value ?? 0)
  series.set(key, { labels: Object.entries(labels), value })
  return undefined
}

const renderFamily = ({ name, help, type, series }: Family): string => {
  const sorted = [...series].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one)
  const lines = sorted.map(one => `${name}{${renderLabels(one)}} ${formatNumber(one.value)}`)
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...lines, ''].join('\n')
}

const renderLabels = ({ labels }: Series): string =>
  labels.map(([name, value]) => `${name}="${value.replace(/["\\]/g, '\\$&')}"`).join(',')

/** Go's `%g`: from a million on with an exponent of two digits or more. */
const formatNumber = (value: number): string =>
  value < 1e6 ? String(value) : value.toExponential().replace(/\+(?=\d$)/, '+0')
