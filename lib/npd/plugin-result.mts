import { formatRule } from './config-format.mts'
import type { CustomRule, PluginGlobalConfig } from './config-types.mts'
import { sliceBoundsPanic } from './config-validate.mts'
import type { PluginStatus } from './generate-status.mts'
import { GoPanic } from './go/panic.mts'
import { quote } from './go/quote.mts'
import { describeExit, type Exit } from './go/signal.mts'
import { decodeBytes, trimSpace, truncateBytes } from './go/strings.mts'
import type { Klog } from './klog.mts'
import {
  type Execution,
  type FinishedProcess,
  type PluginEnvironment,
  runPluginProcess,
} from './plugin-process.mts'
import { createRunReport, type RunReport } from './run-report.mts'

export interface PluginRun {
  status: PluginStatus
  message: string
}

interface RunOptions {
  klog: Klog
  signal: AbortSignal
  /** Called after each run, with details that NPD does not publish. */
  onRun?: ((report: RunReport) => void) | undefined
}

/** NPD's `Plugin.run`: runs the script of a rule, and maps its exit and output to a status. */
export const runPlugin = async (
  rule: CustomRule,
  config: PluginGlobalConfig,
  environment: PluginEnvironment,
  { klog, signal, onRun }: RunOptions,
): Promise<PluginRun> => {
  const start = performance.now()
  const onTimeout = () => logTimeout(klog, rule)
  const execution = await runPluginProcess(rule, config, environment, { signal, onTimeout })
  const durationMs = performance.now() - start
  const run = interpretExecution(execution, rule, config, klog)
  onRun?.(createRunReport(rule, execution, run, durationMs))
  return run
}

/** Logs that NPD kills a script. NPD logs this before the script has ended. */
export const logTimeout = (klog: Klog, rule: CustomRule): void =>
  klog.log('pluginTimedOut', `Error in running plugin timeout ${quote(rule.path)}`)

/**
 * Maps an execution to a status and a message, and logs the same lines as NPD's `Plugin.run`. Throws a
 * GoPanic if `max_output_length` is negative.
 */
export const interpretExecution = (
  execution: Execution,
  rule: CustomRule,
  config: PluginGlobalConfig,
  klog: Klog,
): PluginRun => {
  if ('fault' in execution) {
    const { fault } = execution
    klog.log('pluginStartFailed', `Error in starting plugin ${quote(rule.path)}: error - ${fault}`)
    return { status: 'Unknown', message: 'Error in starting plugin. Please check the error log' }
  }
  const { exit, timedOut, stdout, stderr } = execution
  // If the script exits with 0 after the deadline, Go's `Wait` returns the context's error.
  if (timedOut && exit.code === 0) {
    klog.log(
      'pluginWaitFailed',
      `Error in waiting for plugin ${quote(rule.path)}: error - context deadline exceeded. output - ${quote(decodeBytes(stdout))}`,
    )
    return { status: 'Unknown', message: 'Error in waiting for plugin. Please check the error log' }
  }
  const message = truncateOutput(buildMessage(execution, rule), config.maxOutputLength)
  if (exit.code !== 0 && stderr.length > 0) {
    klog.log(
      'pluginStderrBegins',
      `Start logs from plugin ${formatRule(rule)} \n ${decodeBytes(stderr)}`,
    )
    klog.log('pluginStderrEnds', `End logs from plugin ${formatRule(rule)}`)
  }
  return { status: statusOf(exit), message }
}

const buildMessage = (
  { exit, timedOut, stdout }: FinishedProcess,
  { path }: CustomRule,
): string => {
  const output = trimSpace(decodeBytes(stdout))
  return timedOut
    ? `Timeout when running plugin ${quote(path)}: state - ${describeExit(exit)}. output - ${quote(output)}`
    : output
}

const statusOf = ({ code }: Exit): PluginStatus => {
  if (code === 0) return 'OK'
  return code === 1 ? 'NonOK' : 'Unknown'
}

const truncateOutput = (output: string, length: number): string => {
  if (length >= 0) return truncateBytes(output, length)
  throw new GoPanic(sliceBoundsPanic(length))
}
