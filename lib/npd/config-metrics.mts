import type { UnplacedProblem } from './config-problem.mts'
import type { CustomPluginConfig } from './config-types.mts'
import { quote } from './go/quote.mts'
import { invalidValue, isMetricValue } from './problem-metrics.mts'

/** What NPD's `initializeProblemMetricsOrDie` dies of. */
export const findMetricProblems = ({
  enableMetricsReporting,
  rules,
}: CustomPluginConfig): UnplacedProblem[] =>
  !enableMetricsReporting
    ? []
    : rules.flatMap(({ type, condition, reason }, index) => {
        const fields = type === 'permanent' ? { condition, reason } : { reason }
        return Object.entries(fields)
          .filter(([, value]) => !isMetricValue(value))
          .map(([key, value]) => ({
            rule: 'no-metric-value',
            path: ['rules', index, key],
            message: `the ${key} ${quote(value)} contains characters that NPD's metrics reject`,
            fix: 'use only printable ASCII characters, at most 255, or set "metricsReporting": false',
            stage: 'load',
            death: type === 'permanent' ? gaugeDeath(condition, reason) : counterDeath(reason),
          }))
      })

const gaugeDeath = (condition: string, reason: string) => ({
  site: 'gaugeNotInitialized' as const,
  message: `Failed to initialize problem gauge metrics for problem ${quote(condition)}, reason ${quote(reason)}: ${invalidValue}`,
})

const counterDeath = (reason: string) => ({
  site: 'counterNotInitialized' as const,
  message: `Failed to initialize problem counter metrics for ${quote(reason)}: ${invalidValue}`,
})
