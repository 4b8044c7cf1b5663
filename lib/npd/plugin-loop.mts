import type { CustomPluginConfig, CustomRule } from './config-types.mts'
import type { PluginResult } from './generate-status.mts'
import { type Duration, toMilliseconds } from './go/duration.mts'
import { GoPanic } from './go/panic.mts'
import { Semaphore } from './go/semaphore.mts'
import { waitForAbort } from './go/sleep.mts'
import { Ticker } from './go/ticker.mts'
import type { PluginRun } from './plugin-result.mts'

export type RunRule = (rule: CustomRule) => Promise<PluginRun>

/** The rules with the same interval. NPD runs them together. */
export interface IntervalGroup {
  interval: Duration
  rules: CustomRule[]
}

/** Returns the interval of a rule, or else the interval in `pluginConfig`. */
export const intervalOf = (
  { ruleInterval }: CustomRule,
  { pluginGlobalConfig }: Pick<CustomPluginConfig, 'pluginGlobalConfig'>,
): Duration => ruleInterval?.interval ?? pluginGlobalConfig.invokeInterval

/** NPD's `intervalGroups`. Before v1.37 there is only one group. */
export const intervalGroups = (config: CustomPluginConfig): IntervalGroup[] => {
  const groups = new Map<Duration, CustomRule[]>()
  for (const rule of config.rules) {
    const interval = intervalOf(rule, config)
    groups.set(interval, [...(groups.get(interval) ?? []), rule])
  }
  return Array.from(groups, ([interval, rules]) => ({ interval, rules }))
}

/**
 * NPD's `Plugin.Run`. Runs a round of all rules immediately, and then a round of each interval group
 * at its interval. At most `concurrency` scripts run at a time. A round waits for all of its scripts.
 * Resolves when `signal` aborts and the current rounds are over.
 */
export const runPluginLoop = async (
  config: CustomPluginConfig,
  runRule: RunRule,
  onResult: (result: PluginResult) => void,
  signal: AbortSignal,
): Promise<void> => {
  const { concurrency } = config.pluginGlobalConfig
  if (concurrency < 0) throw new GoPanic('makechan: size out of range')
  const groups = intervalGroups(config)
  if (groups.length === 0) return waitForAbort(signal)
  const slots = new Semaphore(concurrency)
  const runRound = (rules: CustomRule[]) => runRules(rules, slots, { runRule, onResult, signal })
  const tickers = groups.map(({ interval }) => new Ticker(toMilliseconds(interval)))
  try {
    await runRound(config.rules)
    await Promise.all(
      groups.map(async ({ rules }, index) => {
        while (await tickers[index]?.tick(signal)) await runRound(rules)
      }),
    )
  } finally {
    for (const ticker of tickers) ticker.stop()
  }
}

interface RoundOptions {
  runRule: RunRule
  onResult: (result: PluginResult) => void
  signal: AbortSignal
}

/** NPD's `runRules`. Rules get slots in order: each rule waits until the previous rule has a slot. */
const runRules = async (
  rules: CustomRule[],
  slots: Semaphore,
  { runRule, onResult, signal }: RoundOptions,
): Promise<void> => {
  const run = async (rule: CustomRule) => {
    try {
      const result = await runRule(rule)
      if (!signal.aborted) onResult({ rule, ...result })
    } finally {
      slots.release()
    }
  }
  let turn = Promise.resolve(true)
  await Promise.all(
    rules.map(async rule => {
      turn = turn.then(() => slots.acquire(signal))
      if (await turn) await run(rule)
    }),
  )
}
