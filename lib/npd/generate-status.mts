import type { CustomPluginConfig, CustomRule } from './config-types.mts'
import type { Clock, GoTime } from './go/time.mts'
import { type Condition, generateConditionChangeEvent, type MonitorEvent } from './status.mts'

/** The meaning of a script's exit code: 0, 1, and all others. */
export type PluginStatus = 'OK' | 'NonOK' | 'Unknown'

/** NPD's `types.Result`: the result of one run of a rule's script. */
export interface PluginResult {
  rule: CustomRule
  status: PluginStatus
  message: string
}

export interface Outcome {
  /** The events to send, log and count. */
  events: MonitorEvent[]
  conditions: Condition[]
}

const conditionStatuses = { OK: 'False', NonOK: 'True', Unknown: 'Unknown' } as const

/**
 * NPD's `initialConditions`: every condition is False before any script has run. Each condition has
 * its own transition time.
 */
export const initialConditions = (
  { defaultConditions }: CustomPluginConfig,
  clock: Clock,
): Condition[] =>
  defaultConditions.map(({ type, reason, message }) => ({
    type,
    status: 'False',
    transition: clock.now(),
    reason,
    message,
  }))

/**
 * NPD's `generateStatus`: applies a result to the conditions, and returns them with the new events.
 */
export const generateStatus = (
  config: CustomPluginConfig,
  conditions: Condition[],
  result: PluginResult,
  now: GoTime,
): Outcome => {
  const { rule, message } = result
  if (rule.type === 'temporary') {
    const event = { severity: 'warn' as const, timestamp: now, reason: rule.reason, message }
    return { events: result.status === 'OK' ? [] : [event], conditions }
  }
  const index = conditions.findIndex(({ type }) => type === rule.condition)
  const oldCondition = conditions[index]
  const newCondition = oldCondition && computeNextCondition(config, oldCondition, result, now)
  if (!newCondition) return { events: [], conditions }
  return {
    events: [generateConditionChangeEvent(newCondition)],
    conditions: conditions.with(index, newCondition),
  }
}

/** Returns the changed condition, or undefined if the result changes nothing. */
const computeNextCondition = (
  config: CustomPluginConfig,
  oldCondition: Condition,
  { rule, status, message }: PluginResult,
  now: GoTime,
): Condition | undefined => {
  const nextStatus = conditionStatuses[status]
  if (oldCondition.status === nextStatus && !isNewProblem(config, oldCondition, rule, message))
    return undefined
  const defaultCondition = config.defaultConditions.find(({ type }) => type === oldCondition.type)
  return {
    type: oldCondition.type,
    status: nextStatus,
    transition: now,
    // As in NPD, an Unknown condition has the reason of the healthy state.
    reason: nextStatus === 'True' ? rule.reason : (defaultCondition?.reason ?? ''),
    message: nextStatus === 'False' ? (defaultCondition?.message ?? '') : message,
  }
}

/**
 * Whether a condition that stays True has a new reason. If `enable_message_change_based_condition_update` is
 * set, a new message also counts.
 */
const isNewProblem = (
  { pluginGlobalConfig }: CustomPluginConfig,
  oldCondition: Condition,
  rule: CustomRule,
  message: string,
): boolean =>
  oldCondition.status === 'True' &&
  (oldCondition.reason !== rule.reason ||
    (pluginGlobalConfig.enableMessageChangeBasedConditionUpdate &&
      oldCondition.message !== message))
