import { expect, it } from 'vitest'
import { generateStatus, initialConditions, type PluginStatus } from '../../npd/generate-status.mts'
import { configOf, createTestClock, ruleOf } from '../../npd/npd.fixture.mts'
import { collectMetrics } from './exits.mts'

const { clock } = createTestClock()
const now = clock.now()
const metricsAfter = (status: PluginStatus, rule = ruleOf(), config = configOf()) => {
  const result = { rule, status, message: 'text' }
  return collectMetrics(
    config,
    generateStatus(config, initialConditions(config, clock), result, now),
  )
}

it('counts a condition that becomes True under the reason of the rule', () => {
  expect(metricsAfter('NonOK')).toEqual({
    counters: ['Unreachable'],
    gauges: [{ type: 'NetworkProblem', reason: 'Unreachable', value: 1 }],
  })
})

it('does not count a condition that becomes Unknown, and reports 0 for the healthy reason', () => {
  expect(metricsAfter('Unknown')).toEqual({
    counters: [],
    gauges: [{ type: 'NetworkProblem', reason: 'Reachable', value: 0 }],
  })
})

it('counts every event of a temporary rule', () => {
  const rule = ruleOf({ type: 'temporary' })
  for (const status of ['NonOK', 'Unknown'] as const)
    expect(metricsAfter(status, rule).counters).toEqual(['Unreachable'])
  expect(metricsAfter('OK', rule).counters).toEqual([])
})

it('records nothing if the definition disables metrics', () => {
  const config = { ...configOf(), enableMetricsReporting: false }
  expect(metricsAfter('NonOK', ruleOf(), config)).toEqual({ counters: [], gauges: [] })
})
