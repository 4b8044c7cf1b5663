import { formatConfig, formatRule } from './config-format.mts'
import type { ProblemWithoutOffset } from './config-problem.mts'
import type { CustomPluginConfig, CustomRule, PluginGlobalConfig } from './config-types.mts'
import { formatDuration } from './go/duration.mts'
import { quote } from './go/quote.mts'
import { supportsRuleInterval } from './version.mts'

interface ValidationContext {
  pathExists: (path: string) => boolean
  npdVersion: string
}

type Check = (
  config: CustomPluginConfig,
  context: ValidationContext,
) => (Omit<ProblemWithoutOffset, 'stage' | 'termination'> & { failure: string })[]

const checkPlugin: Check = config =>
  config.plugin === 'custom'
    ? []
    : [
        {
          rule: 'unknown-plugin',
          path: ['plugin'],
          message: `plugin ${quote(config.plugin)} is unknown to the custom plugin monitor`,
          fix: 'write "plugin": "custom"',
          failure: `NPD does not support ${quote(config.plugin)} plugin for now. Only support "custom"`,
        },
      ]

/** NPD has had this check since v1.37. Older versions panic instead: see `findPanics`. */
const checkGlobalInterval: Check = ({ pluginGlobalConfig: { invokeInterval } }, { npdVersion }) =>
  invokeInterval > 0n || !supportsRuleInterval(npdVersion)
    ? []
    : [
        {
          rule: 'out-of-range',
          path: ['pluginConfig', 'invoke_interval'],
          message: `invoke_interval cannot be ${formatDuration(invokeInterval)}`,
          fix: 'set it to more than zero',
          failure: `global invoke interval must be greater than zero: ${formatDuration(invokeInterval)}`,
        },
      ]

/** NPD checks the interval and the timeout of one rule before it checks the next rule. */
const checkRuleDurations: Check = ({ pluginGlobalConfig, rules }) =>
  rules.flatMap((rule, index) => [
    ...checkRuleInterval(rule, index),
    ...checkRuleTimeout(rule, index, pluginGlobalConfig),
  ])

const checkRuleInterval = (rule: CustomRule, index: number): ReturnType<Check> => {
  const interval = rule.ruleInterval?.interval
  if (interval === undefined || interval > 0n) return []
  return [
    {
      rule: 'out-of-range',
      path: ['rules', index, 'invoke_interval'],
      message: `invoke_interval cannot be ${formatDuration(interval)}`,
      fix: 'set it to more than zero, or remove it to use the one in `pluginConfig`',
      failure: `rule invoke interval must be greater than zero. Rule: &${formatRule(rule)}`,
    },
  ]
}

const checkRuleTimeout = (
  rule: CustomRule,
  index: number,
  pluginGlobalConfig: PluginGlobalConfig,
): ReturnType<Check> => {
  if (rule.timeout === undefined || rule.timeout <= pluginGlobalConfig.timeout) return []
  const globalTimeout = formatDuration(pluginGlobalConfig.timeout)
  return [
    {
      rule: 'rule-timeout',
      path: ['rules', index, 'timeout'],
      message: `the rule's timeout ${rule.timeoutString} is longer than the global timeout of ${globalTimeout}`,
      fix: `set it to ${globalTimeout} or less, or increase \`pluginConfig.timeout\``,
      failure: `plugin timeout is greater than global timeout. Rule: &${formatRule(rule)}. Global timeout: ${globalTimeout}`,
    },
  ]
}

const checkPaths: Check = ({ rules }, { pathExists }) =>
  rules.flatMap((rule, index) =>
    rule.path !== '' && pathExists(rule.path)
      ? []
      : {
          rule: 'missing-path',
          path: ['rules', index, 'path'],
          message:
            rule.path === ''
              ? 'the "path" of the rule is empty'
              : `the script ${quote(rule.path)} does not exist`,
          fix: 'add the script as a key of `custom_monitor_definitions`, or correct the path: the chart mounts each key as a file in /custom-config/',
          failure: `rule path ${quote(rule.path)} does not exist. Rule: &${formatRule(rule)}`,
        },
  )

const checkDefaultConditions: Check = ({ defaultConditions, rules }) =>
  rules.flatMap((rule, index) =>
    rule.type !== 'permanent' || defaultConditions.some(({ type }) => type === rule.condition)
      ? []
      : {
          rule: 'missing-default-condition',
          path: ['rules', index, 'condition'],
          message: `"conditions" has no entry of type ${quote(rule.condition)}`,
          fix: "in `conditions`, add an entry whose `type` is the rule's condition, with the reason and message of the healthy state",
          failure: `permanent problem ${rule.condition} does not have preset default condition`,
        },
  )

/**
 * NPD's `Validate`, with the checks in NPD's order. Unlike NPD, it does not stop at the first
 * problem.
 */
export const validateConfig = (
  config: CustomPluginConfig,
  context: ValidationContext,
): ProblemWithoutOffset[] =>
  [checkPlugin, checkGlobalInterval, checkRuleDurations, checkPaths, checkDefaultConditions]
    .flatMap(check => check(config, context))
    .map(({ failure, ...problem }) => ({
      ...problem,
      stage: 'parse',
      termination: {
        site: 'configInvalid',
        message: `Failed to validate custom plugin config ${formatConfig(config)}: ${failure}`,
      },
    }))

/** Finds numbers that NPD accepts but that cause a panic later. Returns Go's panic text for each. */
export const findPanics = (
  { pluginGlobalConfig: global }: CustomPluginConfig,
  npdVersion: string,
): ProblemWithoutOffset[] =>
  checkNumericSettings(global)
    .filter(
      ({ isInvalid, key }) =>
        isInvalid && !(key === 'invoke_interval' && supportsRuleInterval(npdVersion)),
    )
    .map(({ key, value, stage, fix, panic }) => ({
      rule: 'out-of-range',
      path: ['pluginConfig', key],
      message: `${key} cannot be ${value}`,
      fix,
      stage,
      termination: { panic },
    }))

const checkNumericSettings = (global: PluginGlobalConfig) =>
  [
    {
      isInvalid: global.concurrency < 0,
      key: 'concurrency',
      value: global.concurrency,
      stage: 'load',
      fix: 'set it to 1 or more',
      panic: 'makechan: size out of range',
    },
    {
      isInvalid: global.invokeInterval <= 0n,
      key: 'invoke_interval',
      value: formatDuration(global.invokeInterval),
      stage: 'run',
      fix: 'set it to more than zero',
      panic: 'non-positive interval for NewTicker',
    },
    {
      isInvalid: global.maxOutputLength < 0,
      key: 'max_output_length',
      value: global.maxOutputLength,
      stage: 'run',
      fix: 'set it to 0 or more',
      panic: sliceBoundsPanic(global.maxOutputLength),
    },
  ] as const

/** Returns Go's panic text for a slice with a negative end. */
export const sliceBoundsPanic = (length: number): string =>
  `runtime error: slice bounds out of range [:${BigInt(length)}]`
