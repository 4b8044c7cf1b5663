import { expect, test } from 'vitest'
import { chaosOf, podOf } from '../../chaos/chaos.fixture.mts'
import type { ChaosPhase, NetworkChaos, Pod } from '../../kube/types.mts'
import { createCuts } from './cuts.mts'
import { partition } from './partition.mts'
import { newRecord, type Operation } from './phases.mts'

const npd = podOf('npd', 'worker')

const attempt = (
  operation: Operation,
  phase: ChaosPhase,
  given: { pod?: Pod | undefined; chaos?: NetworkChaos } = {},
) => {
  const { pod, chaos } = { pod: npd, chaos: chaosOf(), ...given }
  const done: unknown[] = []
  const cuts = createCuts({
    cut: (podId, directions) => done.push([podId, directions]),
    heal: podId => done.push([podId, 'healed']),
  })
  if (operation === 'Recover')
    cuts.add('kube-system/npd', 'kube-system/partition', { egress: true, ingress: true })
  done.length = 0
  const record = { ...newRecord('.', 'kube-system/npd'), phase }
  return { ...partition(operation, { chaos, record, pod, cuts }), done }
}

const gone = (operation: Operation, phase: ChaosPhase) =>
  attempt(operation, phase, { pod: undefined })

test('a pod waits, then is cut', () => {
  expect(attempt('Apply', 'Not Injected')).toEqual({ phase: 'Not Injected/Wait', done: [] })
  expect(attempt('Apply', 'Not Injected/Wait')).toEqual({
    phase: 'Injected',
    done: [['kube-system/npd', { egress: true, ingress: true }]],
  })
})

test('a pod waits, then is healed', () => {
  expect(attempt('Recover', 'Injected')).toEqual({ phase: 'Injected/Wait', done: [] })
  expect(attempt('Recover', 'Injected/Wait')).toEqual({
    phase: 'Not Injected',
    done: [['kube-system/npd', 'healed']],
  })
})

test.each([
  ['to', { egress: true, ingress: false }],
  ['from', { egress: false, ingress: true }],
] as const)('direction %s cuts one way', (direction, directions) => {
  const { done } = attempt('Apply', 'Not Injected/Wait', { chaos: chaosOf({ direction }) })
  expect(done).toEqual([['kube-system/npd', directions]])
})

test('a partition from other pods leaves the way to the API server open', () => {
  const target = { mode: 'all', selector: {} } as const
  const result = attempt('Apply', 'Not Injected/Wait', { chaos: chaosOf({ target }) })
  expect(result).toEqual({ phase: 'Injected', done: [] })
})

test('a pod on the network of its node is refused', () => {
  const pod = podOf('npd', 'worker', {}, { hostNetwork: true })
  expect(attempt('Apply', 'Not Injected/Wait', { pod })).toEqual({
    phase: 'Not Injected/Wait',
    error: "It's dangerous to inject network chaos on a pod(kube-system/npd) with `hostNetwork`",
    done: [],
  })
})

test('a pod that does not run cannot be cut', () => {
  const pod: Pod = { ...npd, status: { phase: 'Pending' } }
  expect(attempt('Apply', 'Not Injected', { pod })).toMatchObject({ error: 'pod not running' })
})

test('a pod that is gone cannot be cut, and is recovered', () => {
  expect(gone('Apply', 'Not Injected')).toMatchObject({ error: 'Pod "npd" not found' })
  expect(gone('Apply', 'Not Injected/Wait')).toMatchObject({ phase: 'Not Injected', done: [] })
  expect(gone('Recover', 'Injected')).toMatchObject({ phase: 'Not Injected' })
})
