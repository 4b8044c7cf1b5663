import type { ChalkInstance } from 'chalk'
import { conditionsAnnotation, metricsAnnotation } from '../chart/npd-annotations.mts'
import type { Pod } from '../kube/types.mts'
import { type Evidence, evidenceOf, evidences } from './evidence.mts'
import type { LogLine } from './read-logs.mts'

const styleOf = (kind: Evidence['kind'], colors: ChalkInstance): ((text: string) => string) =>
  ({
    timeout: colors.yellow,
    status: colors.cyan,
    event: colors.red,
    patch: colors.red,
  })[kind]

/** With the pod before it, and in the colour of what it proves. */
export const renderLine = ({ pod, text }: LogLine, colors: ChalkInstance): string => {
  const evidence = evidenceOf(text)
  const styled = evidence ? styleOf(evidence.kind, colors)(text) : text
  return `${colors.dim(`[pod/${pod}]`)} ${styled}\n`
}

/** Tells of each kind of evidence once. */
export class Explainer {
  readonly #counts = new Map<Evidence['kind'], number>()

  /** The kind of this line if it is the first of its kind. */
  take({ text }: LogLine): Evidence | undefined {
    const evidence = evidenceOf(text)
    if (!evidence) return undefined
    const count = this.#counts.get(evidence.kind) ?? 0
    this.#counts.set(evidence.kind, count + 1)
    return count === 0 ? evidence : undefined
  }

  /** How often each kind was seen, and what it means. */
  summary(colors: ChalkInstance): string {
    const seen = evidences.filter(({ kind }) => this.#counts.has(kind))
    if (seen.length === 0)
      return 'No trouble in these logs: no timeout, no change, no failed write.'
    const width = Math.max(...seen.map(({ title }) => title.length))
    return seen
      .map(({ kind, title, meaning }) => {
        const count = String(this.#counts.get(kind)).padStart(4)
        return `${count} × ${styleOf(kind, colors)(title.padEnd(width))}  ${meaning}`
      })
      .join('\n')
  }
}

/** How to ask NPD itself, cut off or not; empty where its pods have a loopback of their own. */
export const renderAddresses = (found: Pod[]): string => {
  const lines = found.flatMap(({ metadata: { annotations = {} }, spec }) => {
    const { [conditionsAnnotation]: conditions, [metricsAnnotation]: metrics } = annotations
    return conditions && metrics ? `  ${spec.nodeName}  curl ${conditions} ${metrics}` : []
  })
  return lines.length > 0
    ? ['What NPD there says itself, cut off or not:', ...lines].join('\n')
    : ''
}
