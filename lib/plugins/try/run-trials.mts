import { killLeftovers } from '../../cli/leftovers.mts'
import type { CustomRule } from '../../npd/config-types.mts'
import { toMilliseconds } from '../../npd/go/duration.mts'
import { type Execution, runPluginProcess, timeoutOf } from '../../npd/plugin-process.mts'
import { logTimeout } from '../../npd/plugin-result.mts'
import type { TrySandbox } from './container.mts'
import type { RuleSession } from './session.mts'
import { createTrial, type Trial } from './trial.mts'

/** If the output is still open this long after the timeout, NPD's kill has missed a process. */
const stuckAfterMs = 1_000

/** Where scripts run. `adjust` can correct an execution before NPD interprets it. */
export interface Runner extends Pick<TrySandbox, 'root' | 'environment'> {
  adjust?: (execution: Execution, rule: CustomRule) => Execution
  /** Kills a script that runs in a container. At the timeout, NPD's kill stops only the docker client. */
  killScript?: (() => Promise<void>) | undefined
}

/** Runs each script once, one after the other. Stops between two scripts when `signal` aborts. */
export const runRound = async (
  round: number,
  session: RuleSession[],
  runner: Runner,
  { signal, onTrial }: { signal: AbortSignal; onTrial: (trial: Trial) => void },
): Promise<void> => {
  for (const ruleSession of session) {
    if (signal.aborted) return
    const trial = await runTrial(round, ruleSession, runner, signal)
    if (!signal.aborted) onTrial(trial)
  }
}

const runTrial = async (
  round: number,
  ruleSession: RuleSession,
  { root, environment, adjust = execution => execution, killScript }: Runner,
  signal: AbortSignal,
): Promise<Trial> => {
  const { rule, config, klog } = ruleSession
  const { pluginGlobalConfig: global } = config
  const stuckLimit = new AbortController()
  const timer = setTimeout(
    () => stuckLimit.abort(),
    Math.max(0, toMilliseconds(timeoutOf(rule, global))) + stuckAfterMs,
  )
  const start = performance.now()
  const execution = await runPluginProcess(rule, global, environment, {
    signal: AbortSignal.any([signal, stuckLimit.signal]),
    onTimeout: () => logTimeout(klog, rule),
  })
  const duration = performance.now() - start
  clearTimeout(timer)
  const isStuck = stuckLimit.signal.aborted
  if (isStuck || (!('fault' in execution) && execution.timedOut)) await killScript?.()
  // At the timeout, NPD has already killed the process group.
  const group = 'fault' in execution || execution.timedOut ? undefined : execution.processGroupId
  const leftovers = await killLeftovers(root, group)
  return createTrial(round, ruleSession, adjust(execution, rule), { duration, leftovers, isStuck })
}
