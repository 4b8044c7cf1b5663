import { quote } from './go/quote.mts'

/** OpenCensus' error text for a tag value that it rejects. */
export const invalidValueText =
  'invalid value: only ASCII characters accepted; max length must be 255 characters'

/** Whether OpenCensus accepts a condition or a reason as a tag value of NPD's metrics. */
export const isValidTagValue = (text: string): boolean => /^[ -~]{0,255}$/.test(text)

interface Series {
  /** The labels, sorted by name. */
  labels: [name: string, value: string][]
  value: number
}

interface Family {
  name: string
  help: string
  type: 'counter' | 'gauge'
  /** The series, by label values. */
  series: Map<string, Series>
}

/**
 * NPD's `ProblemMetricsManager`, which all monitors share. `problem_counter` counts new problems, and
 * `problem_gauge` is 1 while a problem lasts. `incrementCounter` and `setGauge` return Go's error text if a
 * value is rejected.
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

  /** Adds `count` to the counter of a reason. A count of 0 creates the series. */
  incrementCounter(reason: string, count: number): string | undefined {
    return record(this.#counter, { reason }, before => before + count)
  }

  /**
   * Sets the gauge of a reason. Also sets the gauge of the previous reason of this type to 0, because
   * a condition has one reason at a time. If the previous reason was rejected, every later call for
   * this type fails.
   */
  setGauge(type: string, reason: string, isProblem: boolean): string | undefined {
    const lastReason = this.#lastReasons.get(type)
    const failure =
      lastReason === undefined
        ? undefined
        : record(this.#gauge, { reason: lastReason, type }, () => 0)
    // NPD swaps the type and the reason in this message.
    if (failure)
      return `failed to clear previous reason ${quote(type)} for type ${quote(lastReason ?? '')}: ${failure}`
    this.#lastReasons.set(type, reason)
    return record(this.#gauge, { reason, type }, () => (isProblem ? 1 : 0))
  }

  /** Renders the metrics in Prometheus' text format 0.0.4. They are sorted, and empty families are omitted. */
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
  change: (previousValue: number) => number,
): string | undefined => {
  const values = Object.values(labels)
  if (!values.every(isValidTagValue)) return invalidValueText
  const key = values.join('\n')
  const value = change(series.get(key)?.value ?? 0)
  series.set(key, { labels: Object.entries(labels), value })
  return undefined
}

const renderFamily = ({ name, help, type, series }: Family): string => {
  const sorted = [...series].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => item)
  const lines = sorted.map(item => `${name}{${renderLabels(item)}} ${formatNumber(item.value)}`)
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...lines, ''].join('\n')
}

const renderLabels = ({ labels }: Series): string =>
  labels.map(([name, value]) => `${name}="${value.replace(/["\\]/g, '\\$&')}"`).join(',')

/** Formats like Go's `%g`: numbers of one million or more have an exponent of at least two digits. */
const formatNumber = (value: number): string =>
  value < 1e6 ? String(value) : value.toExponential().replace(/\+(?=\d$)/, '+0')
