import { formatConfig } from './config-format.mts'
import type { CustomPluginConfig } from './config-types.mts'
import {
  generateStatus,
  initialConditions,
  type Outcome,
  type PluginResult,
} from './generate-status.mts'
import { GoPanic } from './go/panic.mts'
import { quote } from './go/quote.mts'
import type { Clock } from './go/time.mts'
import type { Klog } from './klog.mts'
import { type RunRule, runPluginLoop } from './plugin-loop.mts'
import type { ProblemMetrics } from './problem-metrics.mts'
import { type Condition, formatConditions, formatStatus, type MonitorStatus } from './status.mts'

export interface MonitorOptions {
  config: CustomPluginConfig
  /** The path of the definition in the container, which appears in NPD's log. */
  configPath: string
  runRule: RunRule
  metrics: ProblemMetrics
  klog: Klog
  clock: Clock
  /** Receives each new status, like NPD's exporters. */
  onStatus: (status: MonitorStatus) => void
}

/** Logs that NPD has parsed a definition. */
export const logParsedConfig = (klog: Klog, configPath: string, config: CustomPluginConfig): void =>
  klog.log(
    'configParsed',
    `Finish parsing custom plugin monitor config file ${configPath}: ${formatConfig(config)}`,
  )

/** NPD's `initializeProblemMetricsOrDie`, for a definition without metric problems. */
export const initializeMetrics = (
  metrics: ProblemMetrics,
  { rules, enableMetricsReporting }: CustomPluginConfig,
): void => {
  for (const { type, condition, reason } of enableMetricsReporting ? rules : []) {
    if (type === 'permanent') metrics.setGauge(condition, reason, false)
    metrics.incrementCounter(reason, 0)
  }
}

/** Tracks the current conditions of one definition. */
export interface StatusTracker {
  /** The current conditions. */
  readonly conditions: Condition[]
  /** Applies a result to the conditions and updates the metrics. Logs and returns the new status. */
  apply(result: PluginResult): MonitorStatus
}

/** NPD's `generateStatus` with its state, metrics and log. */
export const createStatusTracker = (
  config: CustomPluginConfig,
  { klog, clock, metrics }: Pick<MonitorOptions, 'klog' | 'clock' | 'metrics'>,
): StatusTracker => {
  let conditions = initialConditions(config, clock)
  const apply = (result: PluginResult): MonitorStatus => {
    const outcome = generateStatus(config, conditions, result, clock.now())
    conditions = outcome.conditions
    if (config.enableMetricsReporting) updateMetrics(metrics, outcome, klog)
    const status = { source: config.source, ...outcome }
    if (outcome.events.length > 0)
      klog.log('statusGenerated', `New status generated: ${formatStatus(status)}`)
    return status
  }
  return {
    get conditions() {
      return conditions
    },
    apply,
  }
}

/** NPD's `customPluginMonitor`: runs the rules of one definition until `signal` aborts. */
export const runMonitor = async (
  { config, configPath, runRule, metrics, klog, clock, onStatus }: MonitorOptions,
  signal: AbortSignal,
): Promise<void> => {
  const { source } = config
  checkInterval(config, klog)
  const tracker = createStatusTracker(config, { klog, clock, metrics })
  const { conditions } = tracker
  klog.log(
    'conditionsInitialized',
    `Initialized conditions for ${configPath}: ${formatConditions(conditions)}`,
  )
  if (config.pluginGlobalConfig.skipInitialStatus)
    klog.log(
      'initialStatusSkipped',
      `Skipping sending initial status. Using default conditions: ${formatConditions(conditions)}`,
    )
  else {
    klog.log(
      'initialStatusSent',
      `Sending initial status for ${source} with conditions: ${formatConditions(conditions)}`,
    )
    onStatus({ source, events: [], conditions })
  }
  await runPluginLoop(config, runRule, result => onStatus(tracker.apply(result)), signal)
}

/**
 * Panics if the interval is not positive, as `Plugin.Run` does before NPD v1.37. A deferred call logs one
 * line before the panic. Later versions reject such a definition when they load it.
 */
const checkInterval = ({ pluginGlobalConfig }: CustomPluginConfig, klog: Klog): void => {
  if (pluginGlobalConfig.invokeInterval > 0n) return
  klog.log('pluginStopped', 'Stopping plugin execution')
  throw new GoPanic('non-positive interval for NewTicker')
}

/**
 * Counts new problems (a condition that becomes True, or an event of a temporary rule), and sets the gauge of
 * each condition.
 */
const updateMetrics = (
  metrics: ProblemMetrics,
  { events, conditions }: Outcome,
  klog: Klog,
): void => {
  for (const { severity, reason } of events)
    if (severity === 'warn') metrics.incrementCounter(reason, 1)
  for (const { type, reason, status } of conditions) {
    const failure = metrics.setGauge(type, reason, status === 'True')
    if (failure)
      klog.log(
        'gaugeUpdateFailed',
        `Failed to update problem gauge metrics for problem ${quote(type)}, reason ${quote(reason)}: ${failure}`,
      )
  }
}
