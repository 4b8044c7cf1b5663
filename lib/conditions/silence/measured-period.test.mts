import { expect, it } from 'vitest'
import type { KubeNode, NodeCondition } from '../../kube/types.mts'
import { MeasuredPeriod } from './measured-period.mts'

const start = Date.parse('2026-01-01T00:00:00Z')

const timeOf = (seconds: number) => new Date(start + seconds * 1000).toISOString()

/** A node that writes all its conditions: Problem unchanged, and another one changed at some second. */
const observeAt = (measured: MeasuredPeriod, name: string, seconds: number, changedAt = -1) => {
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
  measured.observe(node, problem)
}

/** The period measured from heartbeats of one node at these seconds. */
const measureFrom = (...seconds: number[]): number | undefined => {
  const measured = new MeasuredPeriod()
  for (const second of seconds) observeAt(measured, 'a', second)
  return measured.periodMs
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
  expect(measureFrom(...seconds)).toBe(period)
})

it('ignores writes caused by a change of any condition', () => {
  const measured = new MeasuredPeriod()
  for (const second of [0, 5, 10, 15]) observeAt(measured, 'a', second, second)
  expect(measured.periodMs).toBeUndefined()
})

it('uses the longest period of several nodes', () => {
  const measured = new MeasuredPeriod()
  for (const second of [0, 60, 120]) observeAt(measured, 'a', second)
  for (const second of [0, 30, 60]) observeAt(measured, 'b', second)
  expect(measured.periodMs).toBe(60_000)
})

it('measures a forgotten node again', () => {
  const measured = new MeasuredPeriod()
  for (const second of [0, 30]) observeAt(measured, 'a', second)
  measured.forget('a')
  observeAt(measured, 'a', 60)
  expect(measured.periodMs).toBeUndefined()
})
