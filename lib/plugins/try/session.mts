import type { CustomPluginConfig, CustomRule, PluginGlobalConfig } from '../../npd/config-types.mts'
import { createStatusTracker, initializeMetrics } from '../../npd/custom-plugin-monitor.mts'
import { eventTypeOf } from '../../npd/event-recorder.mts'
import type { PluginStatus } from '../../npd/generate-status.mts'
import { type Clock, createClock } from '../../npd/go/time.mts'
import { Klog } from '../../npd/klog.mts'
import type { Execution } from '../../npd/plugin-process.mts'
import { interpretExecution } from '../../npd/plugin-result.mts'
import { ProblemMetrics } from '../../npd/problem-metrics.mts'
import type { Condition } from '../../npd/status.mts'
import type { ChosenRules } from './choose-rules.mts'

/** A rule to run, with NPD's state for its definition. */
export interface RuleSession {
  rule: CustomRule
  config: CustomPluginConfig
  /** The path of its definition. */
  definition: string
  klog: Klog
  /** Applies a run to NPD's state and returns NPD's reaction. */
  apply(execution: Execution): Reaction
  /** Returns the current conditions of its definition. */
  conditions(): Condition[]
  /** Returns the log lines since the previous call. */
  drainLog(): string[]
}

export interface SentEvent {
  type: 'Normal' | 'Warning'
  reason: string
  message: string
}

/** NPD's reaction to a run of a script. */
export interface Reaction {
  status: PluginStatus
  message: string
  /** The message without the limit of `max_output_length`. */
  fullMessage: string
  /** The condition before the run. Undefined if the rule does not set a condition. */
  before?: Condition
  after?: Condition
  events: SentEvent[]
}

interface SessionOptions {
  clock?: Clock
  /** All definitions of an NPD process share its metrics. */
  metrics?: ProblemMetrics
}

/** Creates the state that NPD has right after it starts with these definitions. */
export const createSession = (
  chosen: ChosenRules[],
  { clock = createClock(), metrics = new ProblemMetrics() }: SessionOptions = {},
): RuleSession[] =>
  chosen.flatMap(({ definition, config, rules }) => {
    const { pluginGlobalConfig: global } = config
    const lines: string[] = []
    const klog = new Klog(clock, line => lines.push(line))
    initializeMetrics(metrics, config)
    const statusTracker = createStatusTracker(config, { klog, clock, metrics })
    return rules.map((rule): RuleSession => {
      const findCondition = () =>
        rule.type === 'temporary'
          ? undefined
          : statusTracker.conditions.find(({ type }) => type === rule.condition)
      const apply = (execution: Execution): Reaction => {
        const before = findCondition()
        const { status, message } = interpretExecution(execution, rule, global, klog)
        const { events } = statusTracker.apply({ rule, status, message })
        const after = findCondition()
        return {
          status,
          message,
          fullMessage: computeFullMessage(execution, rule, global),
          before,
          after,
          events: events.map(event => ({
            type: eventTypeOf(event.severity),
            reason: event.reason,
            message: event.message,
          })),
        }
      }
      const drainLog = () => lines.splice(0)
      const conditions = () => statusTracker.conditions
      return { rule, config, definition: definition.path, klog, apply, conditions, drainLog }
    })
  })

const discardingKlog = new Klog(createClock(), () => {})

/** Returns the message with no limit except the number of bytes that NPD reads. */
const computeFullMessage = (
  execution: Execution,
  rule: CustomRule,
  config: PluginGlobalConfig,
): string => {
  const unlimitedConfig = { ...config, maxOutputLength: Number.MAX_SAFE_INTEGER }
  return interpretExecution(execution, rule, unlimitedConfig, discardingKlog).message
}
