import { updatePeriodMs } from '../../npd/condition-manager.mts'
import type { CustomPluginConfig, CustomRule } from '../../npd/config-types.mts'
import type { Duration } from '../../npd/go/duration.mts'
import { type IntervalGroup, intervalGroups, intervalOf } from '../../npd/plugin-loop.mts'
import { timeoutOf } from '../../npd/plugin-process.mts'

/** The longest delay before NPD reports a problem to the API server. `total` is the sum of the other fields. */
export interface Delay {
  /** Time until the next round begins: the interval, or the longest possible round if that takes longer. */
  round: Duration
  /** Time that the rule waits while other rules run. */
  queue: Duration
  /** The timeout of the script. */
  script: Duration
  /** Time until NPD checks for changed conditions. Zero for events, which NPD sends immediately. */
  sync: Duration
  total: Duration
}

const millisecond: Duration = 1_000_000n

/**
 * Returns the longest delay of each rule, or undefined for a rule that never runs. The rules of a round start in
 * order, as in NPD's `runRules`. Across all groups, at most `concurrency` rules run at the same time.
 */
export const computeWorstDelays = (config: CustomPluginConfig): (Delay | undefined)[] => {
  const { rules, pluginGlobalConfig: global } = config
  if (global.concurrency <= 0) return rules.map(() => undefined)
  // The first round runs all rules, whatever their intervals.
  const firstRound = computeRoundDuration(rules, global)
  const groups = new Map(
    intervalGroups(config).map(group => [group.interval, computeSchedule(config, group)]),
  )
  return rules.map(rule => {
    const interval = intervalOf(rule, config)
    const { starts, duration } = groups.get(interval) ?? { starts: new Map(), duration: 0n }
    const script = timeoutOf(rule, global)
    if (script <= 0n) return undefined
    const queue = starts.get(rule) ?? 0n
    const round = longest([interval, firstRound, duration])
    const sync = rule.type === 'temporary' ? 0n : BigInt(updatePeriodMs) * millisecond
    return { round, queue, script, sync, total: round + queue + script + sync }
  })
}

interface Schedule {
  starts: Map<CustomRule, Duration>
  /** Time from the start of a round until all rules of the group have run. */
  duration: Duration
}

/**
 * Computes the latest start of each rule in a round of a group, and the longest duration of the round. When the
 * round begins, rules of other groups can occupy all slots. Each group waits for one slot at a time. Therefore,
 * before each rule of this group, one rule of every other group can start.
 */
const computeSchedule = (config: CustomPluginConfig, group: IntervalGroup): Schedule => {
  const { pluginGlobalConfig: global } = config
  const sortByTimeoutDescending = (rules: CustomRule[]) =>
    rules.toSorted((a, b) => Number(timeoutOf(b, global) - timeoutOf(a, global)))
  const otherGroups = intervalGroups(config)
    .filter(({ interval }) => interval !== group.interval)
    .map(({ rules }) => sortByTimeoutDescending(rules))
  const rulesAlreadyRunning = sortByTimeoutDescending(otherGroups.flat()).slice(
    0,
    global.concurrency,
  )
  const interleavedRules = otherGroups.flatMap(([slowest]) => slowest ?? [])
  const order = [
    ...rulesAlreadyRunning,
    ...group.rules.flatMap(rule => [...interleavedRules, rule]),
  ]
  const starts = computeStarts(order, global)
  const ends = group.rules.map(rule => (starts.get(rule) ?? 0n) + timeoutOf(rule, global))
  return { starts, duration: longest(ends) }
}

type GlobalConfig = CustomPluginConfig['pluginGlobalConfig']

/** How long a round of these rules takes if every script runs until its timeout. */
export const computeRoundDuration = (rules: CustomRule[], global: GlobalConfig): Duration =>
  longest(
    Array.from(computeStarts(rules, global), ([rule, start]) => start + timeoutOf(rule, global)),
  )

/** The latest start of each rule, if every script runs until its timeout. */
const computeStarts = (rules: CustomRule[], global: GlobalConfig): Map<CustomRule, Duration> => {
  const ends: Duration[] = []
  return new Map(
    rules.map(rule => {
      const start = ends.length < global.concurrency ? 0n : removeEarliest(ends)
      ends.push(start + timeoutOf(rule, global))
      return [rule, start]
    }),
  )
}

const longest = (durations: Duration[]): Duration =>
  durations.reduce((max, duration) => (duration > max ? duration : max), 0n)

/** Removes the earliest end from the list, and returns it. */
const removeEarliest = (ends: Duration[]): Duration => {
  const earliest = ends.reduce((min, end) => (end < min ? end : min))
  ends.splice(ends.indexOf(earliest), 1)
  return earliest
}
