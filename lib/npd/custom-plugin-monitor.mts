import { formatConfig } from './config-format.mts'
import { invalidValue, isMetricValue } from './config-metrics.mts'
import type { CustomPluginConfig } from './config-types.mts'
import { generateStatus, initialConditions, type PluginResult } from './generate-status.mts'
import { quote } from './go/quote.mts'
import type { Clock } from './go/time.mts'
import type { Klog } from './klog.mts'
import { type RunRule, runPluginLoop } from './plugin-loop.mts'
import { type Condition, formatConditions, formatStatus, type MonitorStatus } from './status.mts'

export interface MonitorOptions {
  config: CustomPluginConfig
  /** As the log names the definition. */
  configPath: string
  runRule: RunRule
  klog: Klog
  clock: Clock
  /** NPD's exporters. */
  onStatus: (status: MonitorStatus) => void
}

/** What NPD logs once it has read a definition. */
export const logParsed = (klog: Klog, configPath: string, config: CustomPluginConfig): void =>
  klog.log(
    'configParsed',
    `Finish parsing custom plugin monitor config file ${configPath}: ${formatConfig(config)}`,
  )

/** The conditions of one definition as NPD remembers them. */
export interface StatusKeeper {
  /** As they are now. */
  readonly conditions: Condition[]
  /** What a result makes of them, which is also logged. */
  take(result: PluginResult): MonitorStatus
}

/** NPD's `generateStatus` with what it keeps and logs. */
export const createStatusKeeper = (
  config: CustomPluginConfig,
  klog: Klog,
  clock: Clock,
): StatusKeeper => {
  let conditions = initialConditions(config, clock.now())
  const take = (result: PluginResult): MonitorStatus => {
    const outcome = generateStatus(config, conditions, result, clock.now())
    conditions = outcome.conditions
    const status = { source: config.source, ...outcome }
    if (outcome.events.length > 0)
      klog.log('statusGenerated', `New status generated: ${formatStatus(status)}`)
    for (const { type, reason } of config.enableMetricsReporting ? conditions : [])
      if (!isMetricValue(type) || !isMetricValue(reason))
        klog.log(
          'gaugeNotUpdated',
          `Failed to update problem gauge metrics for problem ${quote(type)}, reason ${quote(reason)}: ${invalidValue}`,
        )
    return status
  }
  return {
    get conditions() {
      return conditions
    },
    take,
  }
}

/** NPD's `customPluginMonitor`: runs the rules of one definition until `signal` is aborted. */
export const runMonitor = async (
  { config, configPath, runRule, klog, clock, onStatus }: MonitorOptions,
  signal: AbortSignal,
): Promise<void> => {
  const { source } = config
  const keeper = createStatusKeeper(config, klog, clock)
  const { conditions } = keeper
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
  // What Go defers comes before the words of the panic.
  if (config.pluginGlobalConfig.invokeInterval <= 0n)
    klog.log('pluginStopped', 'Stopping plugin execution')
  await runPluginLoop(config, runRule, result => onStatus(keeper.take(result)), signal)
}
