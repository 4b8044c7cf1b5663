import { formatDuration } from '../../npd/go/duration.mts'
import { decodeBytes } from '../../npd/go/strings.mts'
import { type Execution, timeoutOf } from '../../npd/plugin-process.mts'
import { findHints, type RunResult } from './hints.mts'
import type { RuleSession } from './session.mts'

/** A run of a script and NPD's reaction to it. */
export interface Trial extends RunResult {
  round: number
  /** The path of its definition. */
  definition: string
  path: string
  args: string[]
  reason: string
  isTemporary: boolean
  /** The timeout of the rule, as a Go duration. */
  timeout: string
  maxOutputLength: number
  /** The exact log lines of NPD. */
  log: string[]
  /** Advice for the author of the plugin. */
  hints: string[]
}

/** Observations of a run beyond its exit and output. */
export interface Observation {
  /** The duration in milliseconds. Undefined if nothing ran. */
  duration?: number
  /** The command lines of the processes that the script left running. */
  leftovers: string[]
  /** Whether the script would have blocked NPD beyond its timeout. */
  isStuck: boolean
}

/** Combines a run, NPD's reaction to it and the hints. Advances the state of `ruleSession`. */
export const createTrial = (
  round: number,
  ruleSession: RuleSession,
  execution: Execution,
  observation: Observation,
): Trial => {
  const { rule, config, definition } = ruleSession
  const { pluginGlobalConfig: global } = config
  const result: RunResult = {
    ...describeExecution(execution),
    ...observation,
    timeoutMs: Number(timeoutOf(rule, global)) / 1e6,
    // NPD never processes the result of a script that blocks NPD.
    reaction: observation.isStuck ? undefined : ruleSession.apply(execution),
  }
  return {
    ...result,
    round,
    definition,
    path: rule.path,
    args: rule.args ?? [],
    reason: rule.reason,
    isTemporary: rule.type === 'temporary',
    timeout: formatDuration(timeoutOf(rule, global)),
    maxOutputLength: global.maxOutputLength,
    log: ruleSession.drainLog(),
    hints: findHints(result, rule, global),
  }
}

const describeExecution = (execution: Execution) =>
  'fault' in execution
    ? { fault: execution.fault, timedOut: false, stdout: '', stdoutSize: 0, stderr: '' }
    : {
        exit: execution.exit,
        timedOut: execution.timedOut,
        stdout: decodeBytes(execution.stdout),
        stdoutSize: execution.stdoutSize,
        stderr: decodeBytes(execution.stderr),
      }
