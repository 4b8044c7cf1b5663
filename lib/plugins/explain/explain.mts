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
import { type Loadable, loadableIn } from '../loadable.mts'
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
  /** As NPD treats it. */
  type: 'permanent' | 'temporary'
  condition?: string
  reason: string
  /** Go durations, as all times here. */
  timeout: string
  exits: ExplainedExit[]
  /** Undefined where it never shows. */
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
 * What NPD does with the plugins of a file. Throws a UserError if it would not start with them, or if
 * there are none.
 */
export const explainPlugins = (files: PluginFiles): ExplainedDefinition[] =>
  loadableIn(files).map(each => explain(each, files))

const explain = ({ definition, config }: Loadable, files: PluginFiles): ExplainedDefinition => {
  return {
    path: definition.path,
    source: config.source,
    settings: settingsOf(config, definition.text),
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
    ...(!isTemporary && { condition: rule.condition }),
    reason: rule.reason,
    timeout: formatDuration(timeoutOf(rule, config.pluginGlobalConfig)),
    exits: explainExits(config, rule),
    ...(delay && { worstDelay: formatDelay(delay) }),
  }
}

const formatDelay = ({ round, queue, script, sync, total }: Delay) => ({
  round: formatDuration(round),
  queue: formatDuration(queue),
  script: formatDuration(script),
  sync: formatDuration(sync),
  total: formatDuration(total),
})

/** Every setting as it counts, and whether the definition gives it. */
const settingsOf = (config: CustomPluginConfig, text: string): Setting[] => {
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

/** What all of it comes to, in a sentence or two. */
export const summarize = ({ rules, settings, conditions, source }: ExplainedDefinition): string => {
  const value = (name: string) => settings.find(each => each.name === name)?.value ?? ''
  const scripts = rules.length === 1 ? 'one script' : `${rules.length} scripts`
  const start =
    conditions.length === 0
      ? 'It sets no condition.'
      : value('skip_initial_status') === 'true'
        ? `Its conditions, ${joinWords(conditions.map(({ type }) => type))}, show once a script has run.`
        : `At start it makes ${joinWords(conditions.map(({ type }) => type))} False, before any script has run.`
  return `As ${source || 'nobody'}, every ${value('invoke_interval')} node-problem-detector runs ${scripts}, at most ${value('concurrency')} at the same time, and keeps ${value('max_output_length')} of what each prints. ${start}`
}
