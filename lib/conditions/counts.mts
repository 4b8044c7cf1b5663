import type { ChalkInstance } from 'chalk'
import { formatDuration, fromMilliseconds } from '../npd/go/duration.mts'
import type { ReportedCondition } from './conditions.mts'
import type { SilenceLimit } from './silence/limit.mts'
import { periodSourceTexts } from './silence/period.mts'
import type { Verdict } from './silence/verdict.mts'

type VerdictName = Verdict['verdict']
type Style = (text: string) => string

const verdicts: VerdictName[] = ['healthy', 'problem', 'unknown', 'silent', 'orphaned', 'missing']

export const stylesOf = (colors: ChalkInstance): Record<VerdictName, Style> => ({
  healthy: colors.green,
  problem: colors.red,
  unknown: colors.yellow,
  silent: colors.magenta,
  orphaned: colors.magenta,
  missing: colors.dim,
})

/**
 * The number of nodes for each verdict, and the limit, on one line. Example: `2 healthy, 2 silent`.
 */
export const renderCounts = (
  { reportedConditions, limit }: { reportedConditions: ReportedCondition[]; limit: SilenceLimit },
  colors: ChalkInstance,
): string => {
  const styles = stylesOf(colors)
  const counts = verdicts.flatMap(name => {
    const count = reportedConditions.filter(({ verdict }) => verdict.verdict === name).length
    const text = name === 'problem' ? 'with a problem' : name
    return count > 0 ? styles[name](`${count} ${text}`) : []
  })
  return counts.join(', ') + colors.dim(describeLimit(limit))
}

const describeLimit = ({ allowedSilenceMs, period }: SilenceLimit): string =>
  period
    ? ` (a node is silent after ${renderMilliseconds(allowedSilenceMs)} without a heartbeat; heartbeat period ${renderMilliseconds(period.periodMs)}, ${periodSourceTexts[period.source]})`
    : ''

const renderMilliseconds = (milliseconds: number): string =>
  formatDuration(fromMilliseconds(milliseconds))

export const areAllHealthy = (reportedConditions: ReportedCondition[]): boolean =>
  reportedConditions.every(({ verdict }) => verdict.verdict === 'healthy')
