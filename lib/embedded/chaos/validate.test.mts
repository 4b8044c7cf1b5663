import { expect, test } from 'vitest'
import { chaosOf } from '../../chaos/chaos.fixture.mts'
import type { NetworkChaos } from '../../chaos-mesh/types.mts'
import { validateNetworkChaos } from './validate.mts'

const listMessages = (spec: Partial<NetworkChaos['spec']>) =>
  validateNetworkChaos(chaosOf(spec)).map(({ field, message }) => `${field}: ${message}`)

test('a partition with a mode that needs no value is valid in every direction', () => {
  for (const direction of ['to', 'from', 'both'] as const)
    for (const mode of ['one', 'all'] as const)
      expect(listMessages({ direction, mode })).toEqual([])
})

test.each([
  ['fixed', '0', 'value must be greater than 0 with mode:fixed'],
  ['fixed', '', 'parse value field error:strconv.Atoi: parsing "": invalid syntax'],
  ['fixed', '1.5', 'parse value field error:strconv.Atoi: parsing "1.5": invalid syntax'],
  [
    'fixed',
    '99999999999999999999',
    'parse value field error:strconv.Atoi: parsing "99999999999999999999": value out of range',
  ],
  ['fixed-percent', '101', 'value of 101 is invalid, Must be (0,100] with mode:fixed-percent'],
  [
    'random-max-percent',
    '-1',
    'value of -1 is invalid, Must be (0,100] with mode:random-max-percent',
  ],
] as const)('mode %s rejects the value %j', (mode, value, message) => {
  expect(listMessages({ mode, value })).toEqual([`spec.value: ${message}`])
})

test.each([
  ['fixed', '3'],
  ['fixed', '+3'],
  ['fixed-percent', '100'],
  ['random-max-percent', '1'],
] as const)('mode %s accepts the value %j', (mode, value) => {
  expect(listMessages({ mode, value })).toEqual([])
})

test('a target is validated like the experiment', () => {
  const target = { mode: 'fixed', value: 'x', selector: {} } as const
  expect(listMessages({ target })).toEqual([
    'spec.target.value: parse value field error:strconv.Atoi: parsing "x": invalid syntax',
  ])
})

test('a duration without a unit is rejected', () => {
  expect(listMessages({ duration: '10m' })).toEqual([])
  expect(listMessages({ duration: '' })).toEqual([])
  expect(listMessages({ duration: '10' })).toEqual([
    'spec.duration: parse duration field error: time: missing unit in duration "10"',
  ])
})

test.each([
  [
    { action: 'delay' },
    'spec.action: the embedded cluster supports only the action "partition", not "delay"; use a kind cluster instead',
  ],
  [
    { externalTargets: ['10.96.0.1'] },
    'spec.externalTargets: the embedded cluster does not support externalTargets; use a kind cluster instead',
  ],
  [
    { device: 'eth1' },
    'spec.device: the embedded cluster supports only the device "eth0", not "eth1"; use a kind cluster instead',
  ],
  [
    { remoteCluster: 'other' },
    'spec.remoteCluster: the embedded cluster does not support remote clusters; use a kind cluster instead',
  ],
])('%j is not supported by the embedded cluster', (spec, message) => {
  expect(listMessages(spec)).toEqual([message])
})

test('the default device eth0 is accepted', () => {
  expect(listMessages({ device: 'eth0', targetDevice: 'eth0@if7' })).toEqual([])
})

test('all problems are reported together', () => {
  expect(listMessages({ action: 'loss', mode: 'fixed', duration: 'x' })).toHaveLength(3)
})
