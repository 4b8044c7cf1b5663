import type { CustomPluginConfig, CustomRule, DefaultCondition } from './config-types.mts'
import { type Duration, formatDuration } from './go/duration.mts'
import { formatTime } from './go/time.mts'

/**
 * Returns a fake pointer address. For a pointer inside a struct, Go's `%+v` prints the real address, which
 * differs from run to run. The fake address is a hash of `name`, so it is always the same.
 */
const fakeAddress = (name: string): string => {
  let hash = 0x811c9dc5
  for (const letter of name) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193) >>> 0
  return `0xc000${(hash & 0xfffff8).toString(16).padStart(6, '0')}`
}

/** Formats a `CustomRule` like Go's `%+v`. For a pointer to the rule, add a leading `&`. */
export const formatRule = (rule: CustomRule): string =>
  formatStruct({
    Type: rule.type,
    Condition: rule.condition,
    Reason: rule.reason,
    Path: rule.path,
    Args: `[${(rule.args ?? []).join(' ')}]`,
    TimeoutString:
      rule.timeoutString === undefined ? '<nil>' : fakeAddress(`timeout of ${rule.path}`),
    Timeout: formatPointer(rule.timeout),
    ...(rule.ruleInterval && {
      InvokeIntervalString:
        rule.ruleInterval.text === undefined ? '<nil>' : fakeAddress(`interval of ${rule.path}`),
      InvokeInterval: formatPointer(rule.ruleInterval.interval),
    }),
  })

/** `%+v` prints the value of a pointer to a duration, because `Duration` has a `String` method. */
const formatPointer = (duration: Duration | undefined): string =>
  duration === undefined ? '<nil>' : formatDuration(duration)

/** Formats a `CustomPluginConfig` like Go's `%+v`. */
export const formatConfig = (config: CustomPluginConfig): string =>
  formatStruct({
    Plugin: config.plugin,
    PluginGlobalConfig: formatStruct({
      InvokeIntervalString: fakeAddress('invoke_interval'),
      TimeoutString: fakeAddress('timeout'),
      InvokeInterval: formatDuration(config.pluginGlobalConfig.invokeInterval),
      Timeout: formatDuration(config.pluginGlobalConfig.timeout),
      MaxOutputLength: fakeAddress('max_output_length'),
      Concurrency: fakeAddress('concurrency'),
      EnableMessageChangeBasedConditionUpdate: fakeAddress('message_change'),
      SkipInitialStatus: fakeAddress('skip_initial_status'),
    }),
    Source: config.source,
    DefaultConditions: formatList(config.defaultConditions.map(formatDefaultCondition)),
    Rules: formatList(config.rules.map((rule, index) => fakeAddress(`rule ${index} ${rule.path}`))),
    EnableMetricsReporting: fakeAddress('metricsReporting'),
  })

const formatDefaultCondition = (condition: DefaultCondition): string =>
  formatStruct({
    Type: condition.type,
    Status: condition.status,
    Transition: formatTime(condition.transition),
    Reason: condition.reason,
    Message: condition.message,
  })

/** Formats a struct like Go's `%+v`, from fields that are already formatted. */
export const formatStruct = (fields: Record<string, string>): string =>
  `{${Object.entries(fields)
    .map(([name, value]) => `${name}:${value}`)
    .join(' ')}}`

/** Formats a slice like Go's `%+v`, from items that are already formatted. */
export const formatList = (items: string[]): string => `[${items.join(' ')}]`
