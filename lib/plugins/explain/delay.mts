import { updatePeriod } from '../../npd/condition-manager.mts'
import type { CustomPluginConfig } from '../../npd/config-types.mts'
import type { Duration } from '../../npd/go/duration.mts'
import { timeoutOf } from '../../npd/plugin-process.mts'

/** How long it takes at worst until the API server is told, in Go durations; undefined if never. */
export interface Delay {
  /** Until the next round begins: the interval, or the round under way where that takes longer. */
  round: Duration
  /** For the rules that are run before this one. */
  queue: Duration
  /** The script itself. */
  script: Duration
  /** Until NPD looks for changes; events are sent at once. */
  sync: Duration
  total: Duration
}

const millisecond: Duration = 1_000_000n

/** As NPD's `runRules` does it: rules in their order, so many at the same time. */
export const worstDelay = (config: CustomPluginConfig, index: number): Delay | undefined => {
  const { rules, pluginGlobalConfig: global } = config
  const rule = rules[index]
  if (!rule || global.concurrency <= 0 || timeoutOf(rule, global) <= 0n) return undefined
  const queue = startOf(config, index)
  const script = timeoutOf(rule, global)
  const whole = rules.reduce((longest, each, place) => {
    const end = startOf(config, place) + timeoutOf(each, global)
    return end > longest ? end : longest
  }, 0n)
  const round = whole > global.invokeInterval ? whole : global.invokeInterval
  const sync = rule.type === 'temporary' ? 0n : BigInt(updatePeriod) * millisecond
  return { round, queue, script, sync, total: round + queue + script + sync }
}

/** When a rule's turn comes in a round in which every script runs into its timeout. */
const startOf = ({ rules, pluginGlobalConfig: global }: CustomPluginConfig, index: number) => {
  const ends: Duration[] = []
  for (const rule of rules.slice(0, index)) {
    const start = ends.length < global.concurrency ? 0n : takeFirst(ends)
    ends.push(start + timeoutOf(rule, global))
  }
  return ends.length < global.concurrency ? 0n : takeFirst(ends)
}

/** Takes away the worker that is free first, and tells when. */
const takeFirst = (ends: Duration[]): Duration => {
  const first = ends.reduce((least, each) => (each < least ? each : least))
  ends.splice(ends.indexOf(first), 1)
  return first
}
