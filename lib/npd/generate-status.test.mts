import { describe, expect, it } from 'vitest'
import { generateStatus, initialConditions, type PluginStatus } from './generate-status.mts'
import { createClock } from './go/time.mts'
import { configOf, createTestClock, ruleOf } from './npd.fixture.mts'

const { clock } = createTestClock()
const now = clock.now()
const config = configOf()

/** Applies results to the conditions: `[status, message, reason]`. */
const play = (
  results: [PluginStatus, string, string?][],
  settings: Parameters<typeof configOf>[0] = {},
) => {
  const own = configOf(settings)
  let conditions = initialConditions(own, clock)
  return results.map(([status, message, reason = 'Unreachable']) => {
    const outcome = generateStatus(
      own,
      conditions,
      { rule: ruleOf({ reason }), status, message },
      now,
    )
    conditions = outcome.conditions
    const [condition] = conditions
    return [condition?.status, condition?.reason, condition?.message, outcome.events.length]
  })
}

describe('generateStatus', () => {
  it('starts with False and the reason and message of the healthy state', () => {
    expect(initialConditions(config, clock)).toEqual([
      {
        type: 'NetworkProblem',
        status: 'False',
        transition: now,
        reason: 'Reachable',
        message: 'All is well',
      },
    ])
  })

  it('gives each condition its own transition time', () => {
    const [network] = config.defaultConditions
    const twice = { ...config, defaultConditions: [network, network].filter(entry => !!entry) }
    const [first, second] = initialConditions(twice, createClock())
    expect(second?.transition.wall).toBeGreaterThan(first?.transition.wall ?? 0n)
  })

  it('changes nothing while no problem exists', () => {
    expect(play([['OK', 'output']])).toEqual([['False', 'Reachable', 'All is well', 0]])
  })

  it('sets the reason and message of the problem, and later restores those of the healthy state', () => {
    expect(
      play([
        ['NonOK', 'no answer'],
        ['OK', ''],
      ]),
    ).toEqual([
      ['True', 'Unreachable', 'no answer', 1],
      ['False', 'Reachable', 'All is well', 1],
    ])
  })

  it('combines the reason of the healthy state and the message of the result for Unknown', () => {
    expect(
      play([
        ['Unknown', 'killed'],
        ['Unknown', 'killed again'],
        ['NonOK', 'down'],
        ['Unknown', 'killed'],
        ['OK', ''],
      ]),
    ).toEqual([
      ['Unknown', 'Reachable', 'killed', 1],
      ['Unknown', 'Reachable', 'killed', 0],
      ['True', 'Unreachable', 'down', 1],
      ['Unknown', 'Reachable', 'killed', 1],
      ['False', 'Reachable', 'All is well', 1],
    ])
  })

  it('reports a new reason while the status stays True, with two rules on one condition', () => {
    expect(
      play([
        ['NonOK', 'a', 'First'],
        ['NonOK', 'b', 'Second'],
        ['NonOK', 'c', 'Second'],
      ]),
    ).toEqual([
      ['True', 'First', 'a', 1],
      ['True', 'Second', 'b', 1],
      ['True', 'Second', 'b', 0],
    ])
  })

  it('reports a new message only if the definition enables it', () => {
    const results: [PluginStatus, string][] = [
      ['NonOK', 'a'],
      ['NonOK', 'b'],
      ['NonOK', 'b'],
    ]
    expect(play(results).map(([, , message, events]) => [message, events])).toEqual([
      ['a', 1],
      ['a', 0],
      ['a', 0],
    ])
    const settings = { enableMessageChangeBasedConditionUpdate: true }
    expect(play(results, settings).map(([, , message, events]) => [message, events])).toEqual([
      ['a', 1],
      ['b', 1],
      ['b', 0],
    ])
  })

  it('creates a warning when a condition becomes True, and an info event otherwise', () => {
    const conditions = initialConditions(config, clock)
    const severityOf = (status: PluginStatus) =>
      generateStatus(config, conditions, { rule: ruleOf(), status, message: 'm' }, now).events[0]
    expect(severityOf('NonOK')).toEqual({
      severity: 'warn',
      timestamp: now,
      reason: 'Unreachable',
      message: 'Node condition NetworkProblem is now: True, reason: Unreachable, message: "m"',
    })
    expect(severityOf('Unknown')).toMatchObject({ severity: 'info', reason: 'Reachable' })
  })

  it('creates an event for each problem or Unknown of a temporary rule, and no condition', () => {
    const rule = ruleOf({ type: 'temporary', condition: '' })
    const conditions = initialConditions(config, clock)
    const eventsOf = (status: PluginStatus) => {
      const outcome = generateStatus(config, conditions, { rule, status, message: 'slow' }, now)
      expect(outcome.conditions).toBe(conditions)
      return outcome.events.map(({ severity, message }) => `${severity} ${message}`)
    }
    expect(eventsOf('OK')).toEqual([])
    expect(eventsOf('NonOK')).toEqual(['warn slow'])
    expect(eventsOf('Unknown')).toEqual(['warn slow'])
  })

  it('ignores a rule whose condition has no default entry', () => {
    const rule = ruleOf({ type: 'mistyped', condition: 'Other' })
    const conditions = initialConditions(config, clock)
    expect(generateStatus(config, conditions, { rule, status: 'NonOK', message: '' }, now)).toEqual(
      {
        events: [],
        conditions,
      },
    )
  })
})
