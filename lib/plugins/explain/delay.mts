import { updatePeriod } from '../../npd/condition-manager.mts'
import type { CustomPluginConfig } from '../../npd/config-types.mts'
import type { Duration } from '../../npd/go/duration.mts'
import { timeoutOf } from '../../npd/plugin-process.mts'

/** The longest time until NPD reports a problem to the API server, and its parts. */
export interface Delay {
  /** Until the next round begins: the interval, or the current round if it takes longer. */
  round: Duration
  /** Until the earlier rules of the round have run. */
  queue: Duration
  /** Until the script ends, at the latest at its timeout. */
  script: Duration
  /** Until NPD checks for changed conditions. Zero for events, which NPD sends immediately. */
  sync: Duration
  total: Duration
}

const millisecond: Duration = 1_000_000n

/**
 * Returns the longest delay of a rule, or undefined if the rule never runs. As in NPD's `runRules`,
 * the rules start in order, and at most `concurrency` of them run at the same time.
 */
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

/** Returns when a rule starts in a round in which every script takes as long as its timeout. */
const startOf = ({ rules, pluginGlobalConfig: global }: CustomPluginConfig, index: number) => {
  const ends: Duration[] = []
  for (const rule of rules.slice(0, index)) {
    const start = ends.length < global.concurrency ? 0n : removeEarliest(ends)
    ends.push(start + timeoutOf(rule, global))
  }
  return ends.length < global.concurrency ? 0n : removeEarliest(ends)
}

/** Removes the earliest end from the list, and returns it. */
const removeEarliest = (ends: Duration[]): Duration => {
  const earliest = ends.reduce((least, each) => (each < least ? each : least))
  ends.splice(ends.indexOf(earliest), 1)
  return earliest
}
