import type { CustomPluginConfig, CustomRule } from './config-types.mts'
import type { PluginResult } from './generate-status.mts'
import { toMilliseconds } from './go/duration.mts'
import { GoPanic } from './go/panic.mts'
import { aborted } from './go/sleep.mts'
import { Ticker } from './go/ticker.mts'
import type { PluginRun } from './plugin-result.mts'

export type RunRule = (rule: CustomRule) => Promise<PluginRun>

/**
 * NPD's `Plugin.Run`. Runs a round of all rules immediately and then every `invoke_interval`, with
 * at most `concurrency` scripts at a time. A round waits for all of its scripts. Resolves when
 * `signal` aborts and the current round is over.
 */
export const runPluginLoop = async (
  config: CustomPluginConfig,
  runRule: RunRule,
  onResult: (result: PluginResult) => void,
  signal: AbortSignal,
): Promise<void> => {
  const { concurrency, invokeInterval } = config.pluginGlobalConfig
  if (concurrency < 0) throw new GoPanic('makechan: size out of range')
  const ticker = new Ticker(toMilliseconds(invokeInterval))
  try {
    do {
      await runRound(config, runRule, onResult, signal)
    } while (await ticker.tick(signal))
  } finally {
    ticker.stop()
  }
}

/** NPD's `runRules`. */
const runRound = async (
  { rules, pluginGlobalConfig: { concurrency } }: CustomPluginConfig,
  runRule: RunRule,
  onResult: (result: PluginResult) => void,
  signal: AbortSignal,
): Promise<void> => {
  // A send on an unbuffered Go channel blocks: no rule runs, and the round never ends.
  if (concurrency === 0 && rules.length > 0) return aborted(signal)
  const queue = rules.values()
  const work = async () => {
    for (const rule of queue) {
      if (signal.aborted) return
      const run = await runRule(rule)
      if (!signal.aborted) onResult({ rule, ...run })
    }
  }
  await Promise.all(Array.from({ length: Math.min(concurrency, rules.length) }, work))
}
