import { formatRule } from './config-format.mts'
import type { UnplacedProblem } from './config-problem.mts'
import type { CustomPluginConfig, CustomRule, RawConfig, RawRule } from './config-types.mts'
import { type Duration, parseDuration, second } from './go/duration.mts'
import { quote } from './go/quote.mts'

/** NPD's defaults for missing fields of `pluginConfig`. */
export const defaults = {
  invokeInterval: 30n * second,
  timeout: 5n * second,
  maxOutputLength: 80,
  concurrency: 3,
}

interface Applied {
  config: CustomPluginConfig
  problems: UnplacedProblem[]
}

/**
 * NPD's `ApplyConfiguration`: applies the defaults and parses the durations. Returns a problem for
 * an invalid duration, and uses its default instead. `configPath` appears in NPD's messages.
 */
export const applyConfiguration = (raw: RawConfig, configPath: string): Applied => {
  const problems: UnplacedProblem[] = []
  const { pluginConfig } = raw
  const timeOf = (key: 'timeout' | 'invoke_interval', name: string, fallback: Duration) => {
    const text = pluginConfig[key]
    if (text === undefined) return fallback
    const { duration, error } = readDuration(text)
    if (error === undefined) return duration
    const failure = `error in parsing ${name} ${quote(text)}: ${error}`
    problems.push(badDuration(['pluginConfig', key], text, failure, configPath))
    return fallback
  }
  const timeout = timeOf('timeout', 'global timeout', defaults.timeout)
  const invokeInterval = timeOf('invoke_interval', 'invoke interval', defaults.invokeInterval)
  const rules = (raw.rules ?? []).map((rule, index) => {
    const applied = rule ? applyRule(rule, index, configPath) : nullRule(index)
    problems.push(...applied.problems)
    return applied.rule
  })
  const config = {
    plugin: raw.plugin,
    pluginGlobalConfig: {
      invokeInterval,
      timeout,
      maxOutputLength: pluginConfig.max_output_length ?? defaults.maxOutputLength,
      concurrency: pluginConfig.concurrency ?? defaults.concurrency,
      enableMessageChangeBasedConditionUpdate:
        pluginConfig.enable_message_change_based_condition_update ?? false,
      skipInitialStatus: pluginConfig.skip_initial_status ?? false,
    },
    source: raw.source,
    defaultConditions: raw.conditions ?? [],
    rules,
    enableMetricsReporting: raw.metricsReporting ?? true,
  }
  return { config, problems }
}

interface AppliedRule {
  rule: CustomRule
  problems: UnplacedProblem[]
}

const applyRule = (raw: RawRule, index: number, configPath: string): AppliedRule => {
  const { timeout: timeoutString, ...rule } = raw
  if (timeoutString === undefined) return { rule, problems: [] }
  const { duration, error } = readDuration(timeoutString)
  if (error === undefined)
    return { rule: { ...rule, timeoutString, timeout: duration }, problems: [] }
  const failure = `error in parsing rule timeout &${formatRule({ ...rule, timeoutString })}: ${error}`
  const problem = badDuration(['rules', index, 'timeout'], timeoutString, failure, configPath)
  return { rule: { ...rule, timeoutString }, problems: [problem] }
}

/** NPD decodes a `null` rule as a nil pointer, and panics when it dereferences the pointer. */
const nullRule = (index: number): AppliedRule => ({
  rule: { type: '', condition: '', reason: '', path: '' },
  problems: [
    {
      rule: 'null-rule',
      path: ['rules', index],
      message: 'a rule is null',
      fix: 'remove it, or replace it with a rule',
      stage: 'parse',
      termination: { panic: 'runtime error: invalid memory address or nil pointer dereference' },
    },
  ],
})

const badDuration = (
  path: (string | number)[],
  text: string,
  failure: string,
  configPath: string,
): UnplacedProblem => ({
  rule: 'bad-duration',
  path,
  message: `${quote(text)} is not a duration`,
  fix: 'write a number with a unit, such as "30s", "1m30s" or "500ms"',
  stage: 'parse',
  termination: {
    site: 'configNotApplied',
    message: `Failed to apply configuration for ${quote(configPath)}: ${failure}`,
  },
})

const readDuration = (
  text: string,
): { duration: Duration; error?: never } | { duration?: never; error: string } => {
  try {
    return { duration: parseDuration(text) }
  } catch (error) {
    return { error: (error as Error).message }
  }
}
