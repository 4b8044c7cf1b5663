import type { CustomPluginConfig, CustomRule } from '../../npd/config-types.mts'
import { eventTypeOf } from '../../npd/event-recorder.mts'
import {
  generateStatus,
  initialConditions,
  type Outcome,
  type PluginResult,
} from '../../npd/generate-status.mts'
import { formatDuration } from '../../npd/go/duration.mts'
import type { Exit } from '../../npd/go/signal.mts'
import { toValidText } from '../../npd/go/strings.mts'
import { createClock } from '../../npd/go/time.mts'
import { Klog } from '../../npd/klog.mts'
import { timeoutOf } from '../../npd/plugin-process.mts'
import { interpretExecution } from '../../npd/plugin-result.mts'

/** NPD's reaction to one way in which a script can end. */
export interface ExplainedExit {
  /** Examples: `0`, `2 or any other`, `none: killed after 5s`. */
  exit: string
  /** The resulting condition. Undefined for a temporary rule. */
  condition?: { type: string; status: string; reason: string; message: string }
  /** The event that NPD sends for this exit. For a permanent rule, NPD sends it only when the condition changes. */
  event?: { type: 'Normal' | 'Warning'; reason: string; message: string }
  metrics: string[]
}

/** Represents the output of the script. */
const placeholder = '<stdout>'

/** Returns NPD's reaction to every way in which the script of a rule can end. */
export const explainExits = (config: CustomPluginConfig, rule: CustomRule): ExplainedExit[] => {
  const timeout = timeoutOf(rule, config.pluginGlobalConfig)
  const killedExit = { code: null, signal: 'SIGKILL' } as const
  const endings: { exit: string; processExit: Exit; timedOut?: boolean }[] = [
    { exit: '0', processExit: { code: 0, signal: null } },
    { exit: '1', processExit: { code: 1, signal: null } },
    { exit: '2 or any other', processExit: { code: 2, signal: null } },
    {
      exit: `none: killed after ${formatDuration(timeout)}`,
      processExit: killedExit,
      timedOut: true,
    },
  ]
  return endings.map(({ exit, processExit, timedOut = false }) => ({
    exit,
    ...explainResult(config, rule, simulateRun(config, rule, processExit, timedOut)),
  }))
}

const clock = createClock()
const discardingKlog = new Klog(clock, () => {})

const simulateRun = (
  { pluginGlobalConfig: config }: CustomPluginConfig,
  rule: CustomRule,
  exit: Exit,
  timedOut: boolean,
): PluginResult => {
  const stdout = Buffer.from(timedOut ? '' : placeholder)
  const stdoutSize = stdout.length
  const execution = { exit, timedOut, stdout, stdoutSize, stderr: Buffer.of() }
  return { rule, ...interpretExecution(execution, rule, config, discardingKlog) }
}

/**
 * Applies the result to conditions whose status differs from that of the result, so that the result changes them.
 * For exit 0, the condition is True before the run. For all other results, the conditions are in the healthy
 * initial state.
 */
const explainResult = (
  config: CustomPluginConfig,
  rule: CustomRule,
  result: PluginResult,
): Omit<ExplainedExit, 'exit'> => {
  const initial = initialConditions(config, clock)
  const problem: PluginResult = { rule, status: 'NonOK', message: '' }
  const before =
    result.status === 'OK'
      ? generateStatus(config, initial, problem, clock.now()).conditions
      : initial
  const outcome = generateStatus(config, before, result, clock.now())
  const condition =
    rule.type === 'temporary'
      ? undefined
      : outcome.conditions.find(({ type }) => type === rule.condition)
  const [event] = outcome.events
  const { counters, gauges } = collectMetrics(config, outcome)
  return {
    ...(condition && {
      condition: {
        type: condition.type,
        status: condition.status,
        reason: condition.reason,
        message: toValidText(condition.message),
      },
    }),
    ...(event && {
      event: {
        type: eventTypeOf(event.severity),
        reason: event.reason,
        message: toValidText(event.message),
      },
    }),
    metrics: [
      ...counters.map(reason => `problem_counter{reason="${reason}"} +1`),
      ...gauges
        .filter(({ type }) => type === condition?.type)
        .map(
          ({ type, reason, value }) => `problem_gauge{type="${type}",reason="${reason}"} ${value}`,
        ),
    ],
  }
}

/** The changes that NPD's `problemmetrics` records for one result. */
interface MetricChanges {
  /** The reasons whose `problem_counter` increases by one. */
  counters: string[]
  /** The `problem_gauge` of each condition. NPD sets the gauge of the previous reason to 0. */
  gauges: { type: string; reason: string; value: 0 | 1 }[]
}

/**
 * Returns the metrics of an outcome. Counts only events with severity `warn`. A change to Unknown has
 * severity `info`.
 */
export const collectMetrics = (
  { enableMetricsReporting }: CustomPluginConfig,
  { events, conditions }: Outcome,
): MetricChanges => {
  if (!enableMetricsReporting) return { counters: [], gauges: [] }
  return {
    counters: events.filter(({ severity }) => severity === 'warn').map(({ reason }) => reason),
    gauges: conditions.map(({ type, reason, status }) => ({
      type,
      reason,
      value: status === 'True' ? 1 : 0,
    })),
  }
}
