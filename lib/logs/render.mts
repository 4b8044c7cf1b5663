import type { ChalkInstance } from 'chalk'
import { conditionsAnnotation, metricsAnnotation } from '../chart/npd-annotations.mts'
import { escapeControlCharacters } from '../cli/printable.mts'
import type { Pod } from '../kube/types.mts'
import { type EvidencePattern, evidencePatterns, findEvidence } from './evidence.mts'
import type { LogLine } from './read-logs.mts'

const styleOf = (
  kind: EvidencePattern['kind'],
  colors: ChalkInstance,
): ((text: string) => string) =>
  ({
    timeout: colors.yellow,
    status: colors.cyan,
    event: colors.red,
    patch: colors.red,
  })[kind]

/** Prefixes a line with its pod, and highlights it if it is evidence. */
export const renderLine = ({ pod, text }: LogLine, colors: ChalkInstance): string => {
  const evidence = findEvidence(text)
  const shown = escapeControlCharacters(text)
  const styled = evidence ? styleOf(evidence.kind, colors)(shown) : shown
  return `${colors.dim(`[pod/${pod}]`)} ${styled}\n`
}

/** Counts the evidence in log lines. */
export class EvidenceCounter {
  readonly #counts = new Map<EvidencePattern['kind'], number>()

  /** Counts the evidence in this line. Returns it if it is the first of its kind. */
  countAndFindNew({ text }: LogLine): EvidencePattern | undefined {
    const evidence = findEvidence(text)
    if (!evidence) return undefined
    const count = this.#counts.get(evidence.kind) ?? 0
    this.#counts.set(evidence.kind, count + 1)
    return count === 0 ? evidence : undefined
  }

  /** Renders how often each kind of evidence occurred, and what it means. */
  renderSummary(colors: ChalkInstance): string {
    const seen = evidencePatterns.filter(({ kind }) => this.#counts.has(kind))
    if (seen.length === 0)
      return 'These logs show no timeouts, no status changes and no failed writes.'
    const width = Math.max(...seen.map(({ title }) => title.length))
    return seen
      .map(({ kind, title, meaning }) => {
        const count = String(this.#counts.get(kind)).padStart(4)
        return `${count} × ${styleOf(kind, colors)(title.padEnd(width))}  ${meaning}`
      })
      .join('\n')
  }
}

/** Renders the addresses of NPD's endpoints on the embedded cluster. Returns an empty string for other clusters. */
export const renderAddresses = (npdPods: Pod[]): string => {
  const lines = npdPods.flatMap(({ metadata: { annotations = {} }, spec }) => {
    const { [conditionsAnnotation]: conditions, [metricsAnnotation]: metrics } = annotations
    return conditions && metrics ? `  ${spec.nodeName}  curl ${conditions} ${metrics}` : []
  })
  return lines.length > 0
    ? [
        "NPD's own endpoints, which work even while NPD cannot reach the API server:",
        ...lines,
      ].join('\n')
    : ''
}
