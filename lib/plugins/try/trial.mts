import { formatDuration } from '../../npd/go/duration.mts'
import { decodeBytes } from '../../npd/go/strings.mts'
import { type Execution, timeoutOf } from '../../npd/plugin-process.mts'
import { type Facts, hintsFor } from './hints.mts'
import type { TriedRule } from './session.mts'

/** One run of one script, and what NPD would do about it. */
export interface Trial extends Facts {
  round: number
  /** The path of its definition. */
  definition: string
  path: string
  args: string[]
  reason: string
  isTemporary: boolean
  /** A Go duration. */
  timeout: string
  maxOutputLength: number
  /** The log of NPD, word for word. */
  log: string[]
  /** What it means, and what to do. */
  hints: string[]
}

/** What was seen beside the execution itself. */
export interface Observed {
  /** In milliseconds; undefined if nothing was run. */
  duration?: number
  /** Command lines of processes that it left behind. */
  leftovers: string[]
  /** Whether it would have held NPD up past its timeout. */
  isStuck: boolean
}

/** Draws NPD's conclusion of a run. */
export const concludeTrial = (
  round: number,
  tried: TriedRule,
  execution: Execution,
  observed: Observed,
): Trial => {
  const { rule, config, definition } = tried
  const { pluginGlobalConfig: global } = config
  const facts: Facts = {
    ...endOf(execution),
    ...observed,
    timeoutMs: Number(timeoutOf(rule, global)) / 1e6,
    // NPD never comes to a conclusion about a script that holds it up.
    taken: observed.isStuck ? undefined : tried.take(execution),
  }
  return {
    ...facts,
    round,
    definition,
    path: rule.path,
    args: rule.args ?? [],
    reason: rule.reason,
    isTemporary: rule.type === 'temporary',
    timeout: formatDuration(timeoutOf(rule, global)),
    maxOutputLength: global.maxOutputLength,
    log: tried.takeLog(),
    hints: hintsFor(facts, rule, global),
  }
}

const endOf = (execution: Execution) =>
  'fault' in execution
    ? { fault: execution.fault, timedOut: false, stdout: '', stdoutSize: 0, stderr: '' }
    : {
        exit: execution.exit,
        timedOut: execution.timedOut,
        stdout: decodeBytes(execution.stdout),
        stdoutSize: execution.stdoutSize,
        stderr: decodeBytes(execution.stderr),
      }
