import { UsageError } from '../../cli/errors.mts'
import type { Execution } from '../../npd/plugin-process.mts'
import { logTimeout } from '../../npd/plugin-result.mts'
import type { ChosenRules } from './choose-rules.mts'
import { createSession, type RuleSession } from './session.mts'
import { createTrial, type Trial } from './trial.mts'

/** The assumed result of a run: its exit code and its output. */
export interface Step {
  exit: number | 'timeout'
  stdout: string
}

const exitsByKeyword: Record<string, Step['exit']> = {
  ok: 0,
  problem: 1,
  unknown: 2,
  timeout: 'timeout',
}

const stepPattern = /^\s*([a-z]+|\d{1,3})\s*(?::([\s\S]*))?$/

/** Parses steps such as `ok,problem:TEXT,timeout,3`. Throws a UsageError for an unknown step. */
export const parseSteps = (text: string): Step[] =>
  text.split(',').map(part => {
    const [, name = '', stdout = ''] = stepPattern.exec(part) ?? []
    const exit = /^\d/.test(name)
      ? Number(name)
      : Object.hasOwn(exitsByKeyword, name) && exitsByKeyword[name]
    if (exit === 'timeout' || (typeof exit === 'number' && exit <= 255)) return { exit, stdout }
    throw new UsageError('--simulate', {
      value: part,
      reason:
        'must be `ok`, `problem`, `unknown`, `timeout` or an exit code, optionally followed by `:TEXT` for stdout',
      example: '--simulate ok,problem:TEXT,timeout',
    })
  })

/** Returns NPD's reaction to each step, assuming that every script ends with the result of that step. */
export const simulate = (chosen: ChosenRules[], steps: Step[]): Trial[] => {
  const session = createSession(chosen)
  return steps.flatMap((step, index) =>
    session.map(ruleSession =>
      createTrial(index + 1, ruleSession, toExecution(step, ruleSession), {
        leftovers: [],
        isStuck: false,
      }),
    ),
  )
}

const toExecution = (step: Step, { rule, klog }: RuleSession): Execution => {
  const { exit } = step
  const stdout = Buffer.from(step.stdout)
  const timedOut = exit === 'timeout'
  if (timedOut) logTimeout(klog, rule)
  return {
    exit: timedOut ? { code: null, signal: 'SIGKILL' } : { code: exit, signal: null },
    timedOut,
    stdout,
    stdoutSize: stdout.length,
    stderr: Buffer.of(),
  }
}
