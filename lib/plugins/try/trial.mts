import { formatDuration } from '../../npd/go/duration.mts'
import { decodeBytes } from '../../npd/go/strings.mts'
import { type Execution, timeoutOf } from '../../npd/plugin-process.mts'
import { hintsFor, type RunFacts } from './hints.mts'
import type { TriedRule } from './session.mts'

/** A run of a script and NPD's reaction to it. */
export interface Trial extends RunFacts {
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
export interface Observed {
  /** The duration in milliseconds. Undefined if nothing ran. */
  duration?: number
  /** The command lines of the processes that the script left running. */
  leftovers: string[]
  /** Whether the script would have blocked NPD beyond its timeout. */
  isStuck: boolean
}

/** Combines a run, NPD's reaction to it and the hints. Advances the state of `tried`. */
export const createTrial = (
  round: number,
  tried: TriedRule,
  execution: Execution,
  observed: Observed,
): Trial => {
  const { rule, config, definition } = tried
  const { pluginGlobalConfig: global } = config
  const facts: RunFacts = {
    ...endOf(execution),
    ...observed,
    timeoutMs: Number(timeoutOf(rule, global)) / 1e6,
    // NPD never processes the result of a script that blocks NPD.
    reaction: observed.isStuck ? undefined : tried.apply(execution),
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
    log: tried.drainLog(),
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
