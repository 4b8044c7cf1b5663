import type { CustomRule } from '../../npd/config-types.mts'
import { toMilliseconds } from '../../npd/go/duration.mts'
import { type Execution, runPluginProcess, timeoutOf } from '../../npd/plugin-process.mts'
import { logTimeout } from '../../npd/plugin-result.mts'
import type { TryContainer } from './container.mts'
import { endLeftovers } from './leftovers.mts'
import type { TriedRule } from './session.mts'
import { concludeTrial, type Trial } from './trial.mts'

/** What still holds a script's output open so long after NPD has killed its group, it cannot kill. */
const stuckAfterMs = 1_000

/** How scripts are run; `adjust` may correct an execution before NPD interprets it. */
export interface Runner extends Pick<TryContainer, 'root' | 'environment'> {
  adjust?: (execution: Execution, rule: CustomRule) => Execution
}

/** Runs each of the scripts once, one after the other; stops between two when `signal` aborts. */
export const runRound = async (
  round: number,
  session: TriedRule[],
  runner: Runner,
  { signal, onTrial }: { signal: AbortSignal; onTrial: (trial: Trial) => void },
): Promise<void> => {
  for (const tried of session) {
    if (signal.aborted) return
    const trial = await runTrial(round, tried, runner, signal)
    if (!signal.aborted) onTrial(trial)
  }
}

const runTrial = async (
  round: number,
  tried: TriedRule,
  { root, environment, adjust = execution => execution }: Runner,
  signal: AbortSignal,
): Promise<Trial> => {
  const { rule, config, klog } = tried
  const { pluginGlobalConfig: global } = config
  const patience = new AbortController()
  const timer = setTimeout(
    () => patience.abort(),
    Math.max(0, toMilliseconds(timeoutOf(rule, global))) + stuckAfterMs,
  )
  const start = performance.now()
  const either = AbortSignal.any([signal, patience.signal])
  const execution = await runPluginProcess(rule, global, environment, {
    signal: either,
    onTimeout: () => logTimeout(klog, rule),
  })
  const duration = performance.now() - start
  clearTimeout(timer)
  // After a timeout NPD has killed the group itself.
  const group = 'fault' in execution || execution.timedOut ? undefined : execution.group
  const leftovers = await endLeftovers(root, group)
  const isStuck = patience.signal.aborted
  return concludeTrial(round, tried, adjust(execution, rule), { duration, leftovers, isStuck })
}
