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
  createTestSandbox,
  type FailedCall,
  type SharedSettings,
  type TestSandbox,
} from './test-sandbox.mts'
import type { Stub } from './test-types.mts'

/** The result of one run: one trial for each rule. */
export interface RunOutcome {
  trials: Trial[]
  /** All conditions of the definitions whose rules ran, after the run. */
  conditions: Condition[]
  /** The values of NPD's metrics, by series name. */
  metrics: Map<string, number>
  failedCalls: FailedCall[]
  /** Stubs that respond like the real commands, if `usesRealCommands` is set. */
  recordedStubs: Record<string, Stub>
}

/** The input of `runCase`. */
export interface CasePlan {
  runs: PlannedRun[]
  chosenRules: ChosenRules[]
  sharedSettings: SharedSettings
  /** The timeout that replaces those of the rules. */
  timeout: string | undefined
  /** Whether the real commands on this machine replace the stubs. */
  usesRealCommands?: boolean
}

/** Executes all runs of a case in order, as if NPD had just started. */
export const runCase = async (
  { runs, chosenRules, sharedSettings, timeout, usesRealCommands = false }: CasePlan,
  signal: AbortSignal,
): Promise<RunOutcome[]> => {
  const clock = createAdjustableClock()
  const metrics = new ProblemMetrics()
  const session = createSession(overrideTimeout(chosenRules, timeout), { clock, metrics })
  const sandbox = await createTestSandbox(sharedSettings, runs, usesRealCommands, signal)
  try {
    const outcomes: RunOutcome[] = []
    for (const [index, run] of runs.entries()) {
      if (signal.aborted) break
      const selectedRules = session.filter(
        ({ rule }) => run.rule === undefined || rule.reason === run.rule,
      )
      if (index > 0) await simulateDelay(run, selectedRules, clock, sandbox)
      const trials = await runOnce(run, { index, selectedRules, sandbox, signal })
      outcomes.push({
        trials,
        conditions: [...new Set(selectedRules.flatMap(selectedRule => selectedRule.conditions()))],
        metrics: readMetrics(metrics),
        failedCalls: await sandbox.readFailedCalls(),
        recordedStubs: await sandbox.readRecording(),
      })
    }
    return outcomes
  } finally {
    await sandbox.remove()
  }
}

interface RunContext {
  index: number
  selectedRules: RuleSession[]
  sandbox: TestSandbox
  signal: AbortSignal
}

const runOnce = async (
  run: PlannedRun,
  { index, selectedRules, sandbox, signal }: RunContext,
): Promise<Trial[]> => {
  const environment = await sandbox.prepare(run)
  const trials: Trial[] = []
  await runRound(
    index + 1,
    selectedRules.map(selectedRule => ({
      ...selectedRule,
      rule: {
        ...selectedRule.rule,
        args: sandbox.rewriteArguments(run.args ?? selectedRule.rule.args ?? []),
      },
    })),
    {
      root: sandbox.root,
      environment,
      adjust: sandbox.restorePaths,
      killScript: sandbox.killScript,
    },
    { signal, onTrial: trial => trials.push(trial) },
  )
  return trials
}

const overrideTimeout = (
  chosenRules: ChosenRules[],
  timeout: string | undefined,
): ChosenRules[] => {
  if (timeout === undefined) return chosenRules
  const duration = parseDuration(timeout)
  return chosenRules.map(chosen => {
    const { pluginGlobalConfig } = chosen.config
    const rules = chosen.rules.map(rule => ({ ...rule, timeout: duration }))
    const config: CustomPluginConfig = {
      ...chosen.config,
      rules,
      pluginGlobalConfig: { ...pluginGlobalConfig, timeout: duration },
    }
    return { ...chosen, config, rules }
  })
}

interface AdjustableClock extends Clock {
  advance(duration: Duration): void
}

const createAdjustableClock = (): AdjustableClock => {
  const realClock = createClock()
  let offset = 0n
  return {
    now: () => {
      const { wall, monotonic = 0n } = realClock.now()
      return { wall: wall + offset, monotonic: monotonic + offset }
    },
    advance: duration => {
      offset += duration
    },
  }
}

/** Simulates the time before a run: advances NPD's clock, and ages the files of the case. */
const simulateDelay = async (
  { after }: PlannedRun,
  [first]: RuleSession[],
  clock: AdjustableClock,
  sandbox: TestSandbox,
): Promise<void> => {
  const interval =
    first?.rule.ruleInterval?.interval ?? first?.config.pluginGlobalConfig.invokeInterval
  const duration = after === undefined ? (interval ?? 0n) : parseDuration(after)
  clock.advance(duration)
  await sandbox.ageFiles(toMilliseconds(duration))
}

const readMetrics = (metrics: ProblemMetrics): Map<string, number> =>
  new Map(
    metrics
      .render()
      .split('\n')
      .filter(line => line !== '' && !line.startsWith('#'))
      .map(line => {
        const separator = line.lastIndexOf(' ')
        return [line.slice(0, separator), Number(line.slice(separator + 1))]
      }),
  )
