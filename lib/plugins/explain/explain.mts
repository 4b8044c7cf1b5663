import { joinWords } from '../../cli/join-words.mts'
import {
  type CustomPluginConfig,
  type CustomRule,
  customPluginConfigType,
  type RawConfig,
} from '../../npd/config-types.mts'
import { formatDuration } from '../../npd/go/duration.mts'
import { decodeJson } from '../../npd/go/json-decode.mts'
import { parseJson } from '../../npd/go/json-parse.mts'
import { intervalOf } from '../../npd/plugin-loop.mts'
import { timeoutOf } from '../../npd/plugin-process.mts'
import { findLoadableDefinitions, type LoadableDefinition } from '../loadable.mts'
import type { PluginFiles } from '../plugin-files.mts'
import { computeWorstDelays, type Delay } from './delay.mts'
import { type ExplainedExit, explainExits } from './exits.mts'

interface Setting {
  name: string
  value: string
  isDefault: boolean
}

export interface ExplainedRule {
  path: string
  args: string[]
  /**
   * The type that NPD effectively uses. NPD treats unknown types as permanent.
   */
  type: 'permanent' | 'temporary'
  condition?: string
  reason: string
  /** A Go duration, like `timeout` and the values of `worstDelay`. */
  interval: string
  timeout: string
  exits: ExplainedExit[]
  /** Undefined if the rule never runs. */
  worstDelay?: Record<keyof Delay, string>
}

export interface ExplainedDefinition {
  path: string
  source: string
  settings: Setting[]
  conditions: { type: string; reason: string; message: string }[]
  rules: ExplainedRule[]
  heartbeat: string
}

/**
 * Explains what NPD does with the plugins in a file. Throws a UserError if the file has no plugins, or if its
 * plugins keep NPD from starting.
 */
export const explainPlugins = (files: PluginFiles): ExplainedDefinition[] =>
  findLoadableDefinitions(files).map(loadable => explain(loadable, files))

const explain = (
  { definition, config }: LoadableDefinition,
  files: PluginFiles,
): ExplainedDefinition => {
  const delays = computeWorstDelays(config)
  return {
    path: definition.path,
    source: config.source,
    settings: listSettings(config, definition.text, files.npdVersion),
    conditions: config.defaultConditions.map(({ type, reason, message }) => ({
      type,
      reason,
      message,
    })),
    rules: config.rules.map((rule, index) => explainRule(config, rule, delays[index])),
    heartbeat: files.heartbeat.period,
  }
}

const explainRule = (
  config: CustomPluginConfig,
  rule: CustomRule,
  delay: Delay | undefined,
): ExplainedRule => {
  const isTemporary = rule.type === 'temporary'
  return {
    path: rule.path,
    args: rule.args ?? [],
    type: isTemporary ? 'temporary' : 'permanent',
    condition: isTemporary ? undefined : rule.condition,
    reason: rule.reason,
    interval: formatDuration(intervalOf(rule, config)),
    timeout: formatDuration(timeoutOf(rule, config.pluginGlobalConfig)),
    exits: explainExits(config, rule),
    worstDelay: delay && formatDelay(delay),
  }
}

const formatDelay = ({ round, queue, script, sync, total }: Delay) => ({
  round: formatDuration(round),
  queue: formatDuration(queue),
  script: formatDuration(script),
  sync: formatDuration(sync),
  total: formatDuration(total),
})

/**
 * Returns the effective value of every setting, and whether NPD's default applies because the definition does not
 * set it.
 */
const listSettings = (config: CustomPluginConfig, text: string, npdVersion: string): Setting[] => {
  const raw = decodeJson(parseJson(text), customPluginConfigType(npdVersion)).value as RawConfig
  const { pluginGlobalConfig: global } = config
  const values: Record<keyof RawConfig['pluginConfig'], string> = {
    invoke_interval: formatDuration(global.invokeInterval),
    timeout: formatDuration(global.timeout),
    max_output_length: `${global.maxOutputLength} bytes`,
    concurrency: String(global.concurrency),
    enable_message_change_based_condition_update: String(
      global.enableMessageChangeBasedConditionUpdate,
    ),
    skip_initial_status: String(global.skipInitialStatus),
  }
  const givenSettings = new Map(Object.entries(raw.pluginConfig))
  return [
    ...Object.entries(values).map(([name, value]) => ({
      name,
      value,
      isDefault: givenSettings.get(name) === undefined,
    })),
    {
      name: 'metricsReporting',
      value: String(config.enableMetricsReporting),
      isDefault: raw.metricsReporting === undefined,
    },
  ]
}

/** Summarizes a definition in a few sentences. */
export const summarize = ({ rules, settings, conditions, source }: ExplainedDefinition): string => {
  const settingValue = (name: string) =>
    settings.find(setting => setting.name === name)?.value ?? ''
  const types = joinWords(conditions.map(({ type }) => type))
  const startup =
    conditions.length === 0
      ? 'The definition does not set any condition.'
      : settingValue('skip_initial_status') === 'true'
        ? `NPD reports ${types} only after a script has run.`
        : `At startup, before any script has run, NPD sets ${types} to False.`
  return [
    `${describeRounds(rules, settingValue('invoke_interval'))}, at most ${settingValue('concurrency')} at the same time.`,
    `It keeps at most the first ${settingValue('max_output_length')} of each script's output.`,
    `The source of its events is ${source || 'empty'}.`,
    startup,
  ].join(' ')
}

/** Example: `node-problem-detector runs one script every 5s and 2 scripts every 30s`. */
const describeRounds = (rules: ExplainedRule[], defaultInterval: string): string => {
  const scripts = (count: number) => (count === 1 ? 'one script' : `${count} scripts`)
  const intervals = [...new Set(rules.map(({ interval }) => interval))]
  const [first = defaultInterval] = intervals
  if (intervals.length <= 1)
    return `Every ${first}, node-problem-detector runs ${scripts(rules.length)}`
  const rounds = intervals.map(interval => {
    const { length } = rules.filter(rule => rule.interval === interval)
    return `${scripts(length)} every ${interval}`
  })
  return `node-problem-detector runs ${joinWords(rounds)}`
}
