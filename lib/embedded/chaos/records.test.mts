import { expect, test } from 'vitest'
import { chaosOf, nodeOf, podOf } from '../../chaos/chaos.fixture.mts'
import type { ChaosRecord, ChaosTarget, NetworkChaos } from '../../chaos-mesh/types.mts'
import { createRecord } from './phases.mts'
import { createInstantNetworks } from './pod-networks.fixture.mts'
import { advanceRecords, createRecords } from './records.mts'

const candidates = {
  pods: [podOf('npd-a', 'worker'), podOf('npd-b', 'worker2')],
  nodes: [nodeOf('worker'), nodeOf('worker2')],
}

const running = (chaos: NetworkChaos): NetworkChaos => ({
  ...chaos,
  status: { experiment: { desiredPhase: 'Run' } },
})

test('every selected pod gets a record, and target pods have their own selector key', () => {
  const target: ChaosTarget = { mode: 'all', selector: { nodes: ['worker2'] } }
  const records = createRecords(chaosOf({ selector: { nodes: ['worker'] }, target }), candidates)
  expect(records).toEqual([
    createRecord('.', 'kube-system/npd-a'),
    createRecord('.Target', 'kube-system/npd-b'),
  ])
})

test.each([
  [{ selector: { namespaces: ['default'] } }, 'no pod is selected'],
  [
    { selector: { nodes: ['worker9'] } },
    'cannot parse node selector, msg: Node "worker9" not found',
  ],
])('a selection of %j fails', (spec, reason) => {
  expect(createRecords(chaosOf(spec), candidates)).toMatchObject({
    reason: 'Failed',
    message: `Failed to select targets: ${reason}`,
  })
})

test('records advance one phase at a time and store the generation of the rules', () => {
  const chaos = running(chaosOf())
  const records = ['npd-a', 'npd-b'].map(name => createRecord('.', `kube-system/${name}`))
  const { networks } = createInstantNetworks()
  const first = advanceRecords(chaos, records, candidates, networks)
  expect(first.records.map(({ phase }) => phase)).toEqual([
    'Not Injected/Wait',
    'Not Injected/Wait',
  ])
  expect(first).toMatchObject({
    instances: { 'kube-system/npd-a': 1, 'kube-system/npd-b': 1 },
    events: [],
    needsRetry: false,
  })
  const second = advanceRecords(chaos, first.records, candidates, networks)
  expect(second.records.map(({ phase }) => phase)).toEqual(['Injected', 'Injected'])
  expect(second.events.map(({ reason }) => reason)).toEqual(['Applied', 'Applied'])
})

test('a failing pod does not block the others', () => {
  const records: ChaosRecord[] = [
    createRecord('.', 'kube-system/gone'),
    createRecord('.', 'kube-system/npd-a'),
  ]
  const { networks } = createInstantNetworks()
  const change = advanceRecords(running(chaosOf()), records, candidates, networks)
  expect(change.needsRetry).toBe(true)
  expect(change.records.map(({ phase }) => phase)).toEqual(['Not Injected', 'Not Injected/Wait'])
  expect(change.records[0]?.events).toMatchObject([
    { type: 'Failed', operation: 'Apply', message: 'Pod "gone" not found' },
  ])
})
