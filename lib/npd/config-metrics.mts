import type { ProblemWithoutOffset } from './config-problem.mts'
import type { CustomPluginConfig } from './config-types.mts'
import { quote } from './go/quote.mts'
import { invalidValueText, isValidTagValue } from './problem-metrics.mts'

/** Finds the metric labels that NPD's `initializeProblemMetricsOrDie` rejects. */
export const findMetricProblems = ({
  enableMetricsReporting,
  rules,
}: CustomPluginConfig): ProblemWithoutOffset[] =>
  !enableMetricsReporting
    ? []
    : rules.flatMap(({ type, condition, reason }, index) => {
        const fields = type === 'permanent' ? { condition, reason } : { reason }
        return Object.entries(fields)
          .filter(([, value]) => !isValidTagValue(value))
          .map(([key, value]) => ({
            rule: 'invalid-metric-label',
            path: ['rules', index, key],
            message: `the ${key} ${quote(value)} is not a valid label value for NPD's metrics`,
            fix: 'use at most 255 printable ASCII characters, or set "metricsReporting": false',
            stage: 'load',
            termination:
              type === 'permanent'
                ? createGaugeTermination(condition, reason)
                : createCounterTermination(reason),
          }))
      })

const createGaugeTermination = (condition: string, reason: string) => ({
  site: 'gaugeInitFailed' as const,
  message: `Failed to initialize problem gauge metrics for problem ${quote(condition)}, reason ${quote(reason)}: ${invalidValueText}`,
})

const createCounterTermination = (reason: string) => ({
  site: 'counterInitFailed' as const,
  message: `Failed to initialize problem counter metrics for ${quote(reason)}: ${invalidValueText}`,
})
