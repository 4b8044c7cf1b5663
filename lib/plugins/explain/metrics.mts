import type { CustomPluginConfig } from '../../npd/config-types.mts'
import type { Outcome } from '../../npd/generate-status.mts'

/** What NPD's `problemmetrics` records of one result. */
export interface ProblemMetrics {
  /** Reasons whose `problem_counter` goes up by one. */
  counters: string[]
  /** `problem_gauge` of each condition; that of its last reason goes to 0. */
  gauges: { type: string; reason: string; value: 0 | 1 }[]
}

/** Counts events of active problems only: a condition that is Unknown is not one. */
export const metricsOf = (
  { enableMetricsReporting }: CustomPluginConfig,
  { events, conditions }: Outcome,
): ProblemMetrics => {
  if (!enableMetricsReporting) return { counters: [], gauges: [] }
  return {
    counters: events.filter(({ severity }) => severity === 'warn').map(({ reason }) => reason),
    gauges: conditions.map(({ type, reason, status }) => ({
      type,
      reason,
      value: status === 'True' ? 1 : 0,
    })),
  }
}
