import { joinWords } from '../../cli/join-words.mts'
import {
  type CustomPluginConfig,
  customPluginConfigType,
  type RawConfig,
} from '../../npd/config-types.mts'
import { formatDuration } from '../../npd/go/duration.mts'
import { decodeJson } from '../../npd/go/json-decode.mts'
import { parseJson } from '../../npd/go/json-parse.mts'
import { timeoutOf } from '../../npd/plugin-process.mts'
import { findLoadable, type Loadable } from '../loadable.mts'
import type { PluginFiles } from '../plugin-files.mts'
import { type Delay, worstDelay } from './delay.mts'
import { type ExplainedExit, explainExits } from './exits.mts'

interface Setting {
  name: string
  value: string
  isDefault: boolean
}

export interface ExplainedRule {
  path: string
  args: string[]
  /** The type as NPD treats it. NPD treats unknown types as permanent. */
  type: 'permanent' | 'temporary'
  condition?: string
  reason: string
  /** A Go duration, like the other times below. */
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
 * Explains what NPD does with the plugins in a file. Throws a UserError if NPD would not start with
 * them, or if there are none.
 */
export const explainPlugins = (files: PluginFiles): ExplainedDefinition[] =>
  findLoadable(files).map(each => explain(each, files))

const explain = ({ definition, config }: Loadable, files: PluginFiles): ExplainedDefinition => {
  return {
    path: definition.path,
    source: config.source,
    settings: listSettings(config, definition.text),
    conditions: config.defaultConditions.map(({ type, reason, message }) => ({
      type,
      reason,
      message,
    })),
    rules: config.rules.map((_, index) => explainRule(config, index)).flatMap(each => each ?? []),
    heartbeat: files.heartbeat.period,
  }
}

const explainRule = (config: CustomPluginConfig, index: number): ExplainedRule | undefined => {
  const rule = config.rules[index]
  if (!rule) return undefined
  const delay = worstDelay(config, index)
  const isTemporary = rule.type === 'temporary'
  return {
    path: rule.path,
    args: rule.args ?? [],
    type: isTemporary ? 'temporary' : 'permanent',
    condition: isTemporary ? undefined : rule.condition,
    reason: rule.reason,
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

/** Returns the effective value of every setting, and whether it is NPD's default. */
const listSettings = (config: CustomPluginConfig, text: string): Setting[] => {
  const raw = decodeJson(parseJson(text), customPluginConfigType).value as RawConfig
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
  const isGiven = new Map(Object.entries(raw.pluginConfig))
  return [
    ...Object.entries(values).map(([name, value]) => ({
      name,
      value,
      isDefault: isGiven.get(name) === undefined,
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
  const value = (name: string) => settings.find(each => each.name === name)?.value ?? ''
  const scripts = rules.length === 1 ? 'one script' : `${rules.length} scripts`
  const types = joinWords(conditions.map(({ type }) => type))
  const start =
    conditions.length === 0
      ? 'The definition sets no condition.'
      : value('skip_initial_status') === 'true'
        ? `NPD reports ${types} only after a script has run.`
        : `At startup, before any script has run, NPD sets ${types} to False.`
  return [
    `Every ${value('invoke_interval')}, node-problem-detector runs ${scripts}, at most ${value('concurrency')} at the same time.`,
    `It keeps ${value('max_output_length')} of the output of each script.`,
    `The source of its events is ${source || 'empty'}.`,
    start,
  ].join(' ')
}
