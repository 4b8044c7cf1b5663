import { formatRule } from './config-format.mts'
import type { ProblemWithoutOffset } from './config-problem.mts'
import type { CustomPluginConfig, CustomRule, RawConfig, RawRule } from './config-types.mts'
import { type Duration, parseDuration, second } from './go/duration.mts'
import { quote } from './go/quote.mts'
import { supportsRuleInterval } from './version.mts'

/** NPD's defaults for missing fields of `pluginConfig`. */
export const defaults = {
  invokeInterval: 30n * second,
  timeout: 5n * second,
  maxOutputLength: 80,
  concurrency: 3,
}

interface AppliedConfig {
  config: CustomPluginConfig
  problems: ProblemWithoutOffset[]
}

/**
 * NPD's `ApplyConfiguration`: applies the defaults and parses the durations. For an invalid duration,
 * returns a problem and uses the default. `configPath` appears in NPD's messages.
 */
export const applyConfiguration = (
  raw: RawConfig,
  { configPath, npdVersion }: { configPath: string; npdVersion: string },
): AppliedConfig => {
  const problems: ProblemWithoutOffset[] = []
  const { pluginConfig } = raw
  const readDurationSetting = (
    key: 'timeout' | 'invoke_interval',
    name: string,
    fallback: Duration,
  ) => {
    const text = pluginConfig[key]
    if (text === undefined) return fallback
    const { duration, error } = readDuration(text)
    if (error === undefined) return duration
    const failure = `error in parsing ${name} ${quote(text)}: ${error}`
    problems.push(createDurationProblem(['pluginConfig', key], text, failure, configPath))
    return fallback
  }
  const timeout = readDurationSetting('timeout', 'global timeout', defaults.timeout)
  const invokeInterval = readDurationSetting(
    'invoke_interval',
    'invoke interval',
    defaults.invokeInterval,
  )
  const rules = (raw.rules ?? []).map((rule, index) => {
    const applied = rule
      ? applyRule(supportsRuleInterval(npdVersion), rule, index, configPath)
      : createNullRule(index)
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
  problems: ProblemWithoutOffset[]
}

const applyRule = (
  supportsInterval: boolean,
  raw: RawRule,
  index: number,
  configPath: string,
): AppliedRule => {
  const { timeout: timeoutString, invoke_interval: text, ...fields } = raw
  const rule: CustomRule = { ...fields }
  if (timeoutString !== undefined) rule.timeoutString = timeoutString
  if (supportsInterval) rule.ruleInterval = { text }
  const problems: ProblemWithoutOffset[] = []
  const readRuleDuration = (
    key: 'timeout' | 'invoke_interval',
    name: string,
  ): Duration | undefined => {
    const text = raw[key]
    if (text === undefined) return undefined
    const { duration, error } = readDuration(text)
    if (error === undefined) return duration
    const failure = `error in parsing rule ${name} &${formatRule(rule)}: ${error}`
    problems.push(createDurationProblem(['rules', index, key], text, failure, configPath))
    return undefined
  }
  const timeout = readRuleDuration('timeout', 'timeout')
  if (timeout !== undefined) rule.timeout = timeout
  if (rule.ruleInterval)
    rule.ruleInterval.interval = readRuleDuration('invoke_interval', 'invoke interval')
  return { rule, problems }
}

/** NPD decodes a `null` rule as a nil pointer, and panics when it dereferences the pointer. */
const createNullRule = (index: number): AppliedRule => ({
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

const createDurationProblem = (
  path: (string | number)[],
  text: string,
  failure: string,
  configPath: string,
): ProblemWithoutOffset => ({
  rule: 'bad-duration',
  path,
  message: `${quote(text)} is not a duration`,
  fix: 'write a number with a unit, such as "30s", "1m30s" or "500ms"',
  stage: 'parse',
  termination: {
    site: 'configApplyFailed',
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
