import type { CustomPluginConfig } from '../../npd/config-types.mts'
import { type Duration, parseDuration, toMilliseconds } from '../../npd/go/duration.mts'
import { type Clock, createClock } from '../../npd/go/time.mts'
import { ProblemMetrics } from '../../npd/problem-metrics.mts'
import type { Condition } from '../../npd/status.mts'
import type { ChosenRules } from '../try/choose-rules.mts'
import { runRound } from '../try/run-trials.mts'
import { createSession, type RuleSession } from '../try/session.mts'
import type { Trial } from '../try/trial.mts'
import type { PlannedRun } from './test-environment.mts'
import {
  type FailedCall,
  openTestSandbox,
  type SharedSandbox,
  type TestSandbox,
} from './test-sandbox.mts'
import type { Stub } from './test-types.mts'

/** The result of one run: one trial for each rule. */
export interface RunOutcome {
  trials: Trial[]
  /** All conditions of the definitions whose rules ran, after the run. */
  conditions: Condition[]
  /** The values of NPD's metrics by the names of the series. */
  metrics: Map<string, number>
  failedCalls: FailedCall[]
  /** Stubs that answer like the real commands, if `records` is set. */
  recorded: Record<string, Stub>
}

export interface CasePlan {
  runs: PlannedRun[]
  chosen: ChosenRules[]
  shared: SharedSandbox
  /** Replaces the timeout of the rules. */
  timeout: string | undefined
  /** Whether real commands of this machine replace the stubs. */
  records?: boolean
}

/** Runs the scripts of a case once, from NPD's start to the last run. */
export const runCase = async (
  { runs, chosen, shared, timeout, records = false }: CasePlan,
  signal: AbortSignal,
): Promise<RunOutcome[]> => {
  const clock = createMovableClock()
  const metrics = new ProblemMetrics()
  const session = createSession(withTimeout(chosen, timeout), { clock, metrics })
  const sandbox = await openTestSandbox(shared, runs, records, signal)
  try {
    const outcomes: RunOutcome[] = []
    for (const [index, run] of runs.entries()) {
      if (signal.aborted) break
      const ruleSession = session.filter(
        ({ rule }) => run.rule === undefined || rule.reason === run.rule,
      )
      if (index > 0) await passTime(run, ruleSession, clock, sandbox)
      const trials = await runOnce(run, { index, ruleSession, sandbox, signal })
      outcomes.push({
        trials,
        conditions: [...new Set(ruleSession.flatMap(each => each.conditions()))],
        metrics: readMetrics(metrics),
        failedCalls: await sandbox.readFailedCalls(),
        recorded: await sandbox.readRecording(),
      })
    }
    return outcomes
  } finally {
    await sandbox.remove()
  }
}

interface RunContext {
  index: number
  ruleSession: RuleSession[]
  sandbox: TestSandbox
  signal: AbortSignal
}

const runOnce = async (
  run: PlannedRun,
  { index, ruleSession, sandbox, signal }: RunContext,
): Promise<Trial[]> => {
  const environment = await sandbox.prepare(run)
  const trials: Trial[] = []
  await runRound(
    index + 1,
    ruleSession.map(each => ({
      ...each,
      rule: { ...each.rule, args: sandbox.moveArguments(run.args ?? each.rule.args ?? []) },
    })),
    { root: sandbox.root, environment, adjust: sandbox.restore, killScript: sandbox.killScript },
    { signal, onTrial: trial => trials.push(trial) },
  )
  return trials
}

const withTimeout = (chosen: ChosenRules[], timeout: string | undefined): ChosenRules[] => {
  if (timeout === undefined) return chosen
  const limit = parseDuration(timeout)
  return chosen.map(each => {
    const { pluginGlobalConfig } = each.config
    const rules = each.rules.map(rule => ({ ...rule, timeout: limit }))
    const config: CustomPluginConfig = {
      ...each.config,
      rules,
      pluginGlobalConfig: { ...pluginGlobalConfig, timeout: limit },
    }
    return { ...each, config, rules }
  })
}

interface MovableClock extends Clock {
  move(duration: Duration): void
}

const createMovableClock = (): MovableClock => {
  const real = createClock()
  let offset = 0n
  return {
    now: () => {
      const { wall, monotonic = 0n } = real.now()
      return { wall: wall + offset, monotonic: monotonic + offset }
    },
    move: duration => {
      offset += duration
    },
  }
}

/** Simulates the time until a run: moves NPD's clock, and makes the files of the case older. */
const passTime = async (
  { after }: PlannedRun,
  [first]: RuleSession[],
  clock: MovableClock,
  sandbox: TestSandbox,
): Promise<void> => {
  const interval =
    first?.rule.ownInterval?.interval ?? first?.config.pluginGlobalConfig.invokeInterval
  const duration = after === undefined ? (interval ?? 0n) : parseDuration(after)
  clock.move(duration)
  await sandbox.age(toMilliseconds(duration))
}

const readMetrics = (metrics: ProblemMetrics): Map<string, number> =>
  new Map(
    metrics
      .render()
      .split('\n')
      .filter(line => line !== '' && !line.startsWith('#'))
      .map(line => {
        const at = line.lastIndexOf(' ')
        return [line.slice(0, at), Number(line.slice(at + 1))]
      }),
  )
