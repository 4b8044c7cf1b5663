import type { Duration } from './go/duration.mts'
import type { GoType } from './go/json-decode.mts'
import type { GoTime } from './go/time.mts'
import { supportsRuleInterval } from './version.mts'

/** NPD's `CustomRule`: one script. */
export interface CustomRule {
  /**
   * A `temporary` rule creates events, and a `permanent` rule sets a condition. NPD treats every
   * other value as `permanent`.
   */
  type: string
  condition: string
  reason: string
  path: string
  args?: string[]
  /** The timeout as written in the definition. */
  timeoutString?: string
  timeout?: Duration
  /** Undefined before NPD v1.37, which introduced `invoke_interval` in rules. */
  ruleInterval?: RuleInterval
}

/** A rule's `invoke_interval`, which overrides the one in `pluginConfig`. */
interface RuleInterval {
  /** The interval as written in the definition. */
  text?: string
  interval?: Duration
}

/** NPD's `Condition` in a definition: the healthy state of one condition type. */
export interface DefaultCondition {
  type: string
  status: string
  /** NPD overwrites this value. */
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

export type RawRule = Omit<CustomRule, 'timeoutString' | 'timeout' | 'ruleInterval'> & {
  timeout?: string
  invoke_interval?: string
}

const stringType: GoType = { kind: 'string', type: 'string' }
const pointerTo = (target: GoType): GoType => ({ kind: 'pointer', target })
const intPointer = pointerTo({ kind: 'int', type: 'int' })
const boolPointer = pointerTo({ kind: 'bool', type: 'bool' })

const pluginGlobalConfigType: GoType = {
  kind: 'struct',
  name: 'pluginGlobalConfig',
  type: 'types.pluginGlobalConfig',
  fields: {
    invoke_interval: pointerTo(stringType),
    timeout: pointerTo(stringType),
    max_output_length: intPointer,
    concurrency: intPointer,
    enable_message_change_based_condition_update: boolPointer,
    skip_initial_status: boolPointer,
  },
}

const conditionType: GoType = {
  kind: 'struct',
  name: 'Condition',
  type: 'types.Condition',
  fields: {
    type: stringType,
    status: { kind: 'string', type: 'types.ConditionStatus' },
    transition: { kind: 'time' },
    reason: stringType,
    message: stringType,
  },
}

const ruleFields: Record<string, GoType> = {
  type: { kind: 'string', type: 'types.Type' },
  condition: stringType,
  reason: stringType,
  path: stringType,
  args: { kind: 'slice', type: '[]string', element: stringType },
  timeout: pointerTo(stringType),
}

/** Returns the Go type into which this version of NPD decodes a monitor definition. */
export const customPluginConfigType = (npdVersion: string): GoType =>
  supportsRuleInterval(npdVersion) ? typeWithInterval : typeWithoutInterval

const buildConfigType = (fields: Record<string, GoType>): GoType => ({
  kind: 'struct',
  name: 'CustomPluginConfig',
  type: 'types.CustomPluginConfig',
  fields: {
    plugin: stringType,
    pluginConfig: pluginGlobalConfigType,
    source: stringType,
    conditions: { kind: 'slice', type: '[]types.Condition', element: conditionType },
    rules: {
      kind: 'slice',
      type: '[]*types.CustomRule',
      element: pointerTo(ruleTypeOf(fields)),
    },
    metricsReporting: boolPointer,
  },
})

const ruleTypeOf = (fields: Record<string, GoType>): GoType => ({
  kind: 'struct',
  name: 'CustomRule',
  type: 'types.CustomRule',
  fields,
})

const typeWithoutInterval = buildConfigType(ruleFields)
const typeWithInterval = buildConfigType({ ...ruleFields, invoke_interval: pointerTo(stringType) })
