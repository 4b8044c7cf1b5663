import type { Duration } from './go/duration.mts'
import type { GoType } from './go/json-decode.mts'
import type { GoTime } from './go/time.mts'

/** NPD's `CustomRule`: one script. */
export interface CustomRule {
  /**
   * `temporary` creates events. NPD treats every other value as `permanent`: the rule sets a
   * condition.
   */
  type: string
  condition: string
  reason: string
  path: string
  args?: string[]
  /** The timeout as written in the definition. */
  timeoutString?: string
  timeout?: Duration
}

/** NPD's `Condition` in a definition: the healthy state of one condition type. */
export interface DefaultCondition {
  type: string
  status: string
  /** NPD overwrites it. */
  transition?: GoTime
  reason: string
  message: string
}

/** NPD's `pluginGlobalConfig` with its defaults applied. */
export interface PluginGlobalConfig {
  invokeInterval: Duration
  timeout: Duration
  /** In bytes. */
  maxOutputLength: number
  concurrency: number
  enableMessageChangeBasedConditionUpdate: boolean
  skipInitialStatus: boolean
}

/** NPD's `CustomPluginConfig` with its defaults applied. */
export interface CustomPluginConfig {
  plugin: string
  pluginGlobalConfig: PluginGlobalConfig
  source: string
  defaultConditions: DefaultCondition[]
  rules: CustomRule[]
  enableMetricsReporting: boolean
}

/** A decoded definition with its JSON keys. Undefined represents a nil pointer or slice in Go. */
export interface RawConfig {
  plugin: string
  pluginConfig: {
    invoke_interval?: string
    timeout?: string
    max_output_length?: number
    concurrency?: number
    enable_message_change_based_condition_update?: boolean
    skip_initial_status?: boolean
  }
  source: string
  conditions?: DefaultCondition[]
  /** An undefined item represents `null`, which Go decodes as a nil pointer. */
  rules?: (RawRule | undefined)[]
  metricsReporting?: boolean
}

export type RawRule = Omit<CustomRule, 'timeoutString' | 'timeout'> & { timeout?: string }

const string: GoType = { kind: 'string', type: 'string' }
const pointerTo = (to: GoType): GoType => ({ kind: 'pointer', to })
const int = pointerTo({ kind: 'int', type: 'int' })
const bool = pointerTo({ kind: 'bool', type: 'bool' })

const pluginGlobalConfigType: GoType = {
  kind: 'struct',
  name: 'pluginGlobalConfig',
  type: 'types.pluginGlobalConfig',
  fields: {
    invoke_interval: pointerTo(string),
    timeout: pointerTo(string),
    max_output_length: int,
    concurrency: int,
    enable_message_change_based_condition_update: bool,
    skip_initial_status: bool,
  },
}

const conditionType: GoType = {
  kind: 'struct',
  name: 'Condition',
  type: 'types.Condition',
  fields: {
    type: string,
    status: { kind: 'string', type: 'types.ConditionStatus' },
    transition: { kind: 'time' },
    reason: string,
    message: string,
  },
}

const ruleType: GoType = {
  kind: 'struct',
  name: 'CustomRule',
  type: 'types.CustomRule',
  fields: {
    type: { kind: 'string', type: 'types.Type' },
    condition: string,
    reason: string,
    path: string,
    args: { kind: 'slice', type: '[]string', of: string },
    timeout: pointerTo(string),
  },
}

/** The Go type that NPD v1.36.0 decodes a monitor definition into. */
export const customPluginConfigType: GoType = {
  kind: 'struct',
  name: 'CustomPluginConfig',
  type: 'types.CustomPluginConfig',
  fields: {
    plugin: string,
    pluginConfig: pluginGlobalConfigType,
    source: string,
    conditions: { kind: 'slice', type: '[]types.Condition', of: conditionType },
    rules: { kind: 'slice', type: '[]*types.CustomRule', of: pointerTo(ruleType) },
    metricsReporting: bool,
  },
}
