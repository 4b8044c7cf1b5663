import type { CustomPluginConfig, CustomRule } from './config-types.mts'
import { second } from './go/duration.mts'
import { type Clock, createClock } from './go/time.mts'
import { Klog } from './klog.mts'

export const ruleOf = (fields: Partial<CustomRule> = {}): CustomRule => ({
  type: 'permanent',
  condition: 'NetworkProblem',
  reason: 'Unreachable',
  path: './plugin.sh',
  ...fields,
})

export const configOf = (
  fields: Partial<CustomPluginConfig['pluginGlobalConfig']> = {},
  rules: CustomRule[] = [ruleOf()],
): CustomPluginConfig => ({
  plugin: 'custom',
  pluginGlobalConfig: {
    invokeInterval: 30n * second,
    timeout: 5n * second,
    maxOutputLength: 80,
    concurrency: 3,
    enableMessageChangeBasedConditionUpdate: false,
    skipInitialStatus: false,
    ...fields,
  },
  source: 'test-monitor',
  defaultConditions: [
    { type: 'NetworkProblem', status: '', reason: 'Reachable', message: 'All is well' },
  ],
  rules,
  enableMetricsReporting: true,
})

/** Creates a clock that only moves when `advance` is called. */
export const createTestClock = () => {
  const start = BigInt(Date.parse('2026-01-15T20:33:30Z')) * 1_000_000n
  let passed = 0n
  const clock: Clock = { now: () => ({ wall: start + passed, monotonic: passed }) }
  return {
    clock,
    /** Advances the clock by a number of nanoseconds. */
    advance: (nanoseconds: bigint) => {
      passed += nanoseconds
    },
  }
}

/** Creates a log that collects its lines without time and process id. */
export const createTestLog = (clock: Clock = createClock()) => {
  const lines: string[] = []
  const write = (line: string) => lines.push(line.replace(/^([EWIF])\d{4} \S+ +\d+ /, '$1 '))
  return { klog: new Klog(clock, write), lines }
}
