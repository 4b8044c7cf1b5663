import { expect, it } from 'vitest'
import type { KubeNode, NodeCondition } from '../../kube/types.mts'
import { MeasuredPeriod } from './measured-period.mts'

const start = Date.parse('2026-01-01T00:00:00Z')

const timeOf = (seconds: number) => new Date(start + seconds * 1000).toISOString()

/** Observes a node that has written its conditions. Only the condition Other may have changed, at `changedAt`. */
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
  ['two equal gaps', [0, 30, 60], 30_000],
  ['two gaps that differ by a second', [0, 30, 61], 31_000],
  ['a short first gap', [0, 12, 42], undefined],
  ['a short first gap and two equal ones', [0, 12, 42, 72], 30_000],
  ['a gap and an outage', [0, 30, 630], undefined],
  ['an outage and two equal gaps', [0, 30, 630, 660, 690], 30_000],
  ['repetitions of the same heartbeat', [0, 0, 0, 0], undefined],
  ['a clock that was set back', [100, 0, 30, 60], 30_000],
])('learns the period from %s', (_, seconds, period) => {
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
