import { expect, it } from 'vitest'
import type { KubeNode, NodeCondition } from '../../kube/types.mts'
import { LearnedPeriod } from './learned-period.mts'

const start = Date.parse('2026-01-01T00:00:00Z')

const timeOf = (seconds: number) => new Date(start + seconds * 1000).toISOString()

/** A node that writes all its conditions: Problem unchanged, and another one changed at some second. */
const observeAt = (learned: LearnedPeriod, name: string, seconds: number, changedAt = -1) => {
  const lastHeartbeatTime = timeOf(seconds)
  const write = (type: string, changed: number): NodeCondition => ({
    type,
    status: 'False',
    lastTransitionTime: timeOf(changed),
    lastHeartbeatTime,
  })
  const problem = write('Problem', -1)
  const node: KubeNode = {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name },
    status: { conditions: [problem, write('Other', changedAt)] },
  }
  learned.observe(node, problem)
}

/** The period measured from heartbeats of one node at these seconds. */
const learnedFrom = (...seconds: number[]): number | undefined => {
  const learned = new LearnedPeriod()
  for (const second of seconds) observeAt(learned, 'a', second)
  return learned.periodMs
}

it.each<[string, number[], number | undefined]>([
  ['one heartbeat', [0], undefined],
  ['one gap', [0, 30], undefined],
  ['two that agree', [0, 30, 60], 30_000],
  ['two that differ by a tick: the longer', [0, 30, 61], 31_000],
  ['an early one', [0, 12, 42], undefined],
  ['an early one, and two that agree', [0, 12, 42, 72], 30_000],
  ['an outage', [0, 30, 630], undefined],
  ['an outage, and two that agree', [0, 30, 630, 660, 690], 30_000],
  ['the same heartbeat over and over', [0, 0, 0, 0], undefined],
  ['a clock that was set back', [100, 0, 30, 60], 30_000],
])('learns from %s', (_, seconds, period) => {
  expect(learnedFrom(...seconds)).toBe(period)
})

it('ignores writes caused by a change of any condition', () => {
  const learned = new LearnedPeriod()
  for (const second of [0, 5, 10, 15]) observeAt(learned, 'a', second, second)
  expect(learned.periodMs).toBeUndefined()
})

it('uses the longest period of several nodes', () => {
  const learned = new LearnedPeriod()
  for (const second of [0, 60, 120]) observeAt(learned, 'a', second)
  for (const second of [0, 30, 60]) observeAt(learned, 'b', second)
  expect(learned.periodMs).toBe(60_000)
})

it('measures a forgotten node again', () => {
  const learned = new LearnedPeriod()
  for (const second of [0, 30]) observeAt(learned, 'a', second)
  learned.forget('a')
  observeAt(learned, 'a', 60)
  expect(learned.periodMs).toBeUndefined()
})
