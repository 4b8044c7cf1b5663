import { expect, it } from 'vitest'
import { findMetricProblems } from './config-metrics.mts'
import { configOf, ruleOf } from './npd.fixture.mts'

const deathsOf = (...rules: Parameters<typeof ruleOf>[0][]) =>
  findMetricProblems(configOf({}, rules.map(ruleOf))).map(({ path, termination }) => [
    path.join('.'),
    'panic' in termination ? termination.panic : `${termination.site}: ${termination.message}`,
  ])

it('finds the condition and reason of a permanent rule, and the reason of any other rule', () => {
  const error = 'invalid value: only ASCII characters accepted; max length must be 255 characters'
  const gauge = `gaugeInitFailed: Failed to initialize problem gauge metrics for problem "Übel", reason "é": ${error}`
  expect(
    deathsOf(
      {},
      { condition: 'Übel', reason: 'é' },
      { type: 'temporary', condition: 'Übel', reason: 'é' },
      { type: 'temporary', condition: 'Übel' },
    ),
  ).toEqual([
    ['rules.1.condition', gauge],
    ['rules.1.reason', gauge],
    [
      'rules.2.reason',
      `counterInitFailed: Failed to initialize problem counter metrics for "é": ${error}`,
    ],
  ])
})

it('finds nothing if the definition disables metrics', () => {
  const config = { ...configOf({}, [ruleOf({ reason: 'é' })]), enableMetricsReporting: false }
  expect(findMetricProblems(config)).toEqual([])
})
