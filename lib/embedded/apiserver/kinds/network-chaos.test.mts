import { expect, test } from 'vitest'
import type { NetworkChaos } from '../../../kube/types.mts'
import { networkChaosKind } from './network-chaos.mts'

const chaosOf = (spec: Partial<NetworkChaos['spec']>): NetworkChaos => ({
  apiVersion: 'chaos-mesh.org/v1alpha1',
  kind: 'NetworkChaos',
  metadata: { name: 'partition', namespace: 'kube-system' },
  spec: { action: 'partition', mode: 'all', selector: {}, ...spec },
})

const errorsOf = (chaos: NetworkChaos) =>
  (networkChaosKind.validate?.(chaos) ?? []).map(({ field, message }) => `${field}: ${message}`)

test('an experiment shows action and duration, and no age', () => {
  expect(networkChaosKind.columns.map(({ name }) => name)).toEqual(['Name', 'action', 'duration'])
  const cells = networkChaosKind.columns.map(({ cell }) => cell(chaosOf({}), new Date()))
  expect(cells).toEqual(['partition', 'partition', null])
})

test('a direction and the own namespace are filled in', () => {
  const chaos = chaosOf({ target: { mode: 'all', selector: { namespaces: ['other'] } } })
  networkChaosKind.setDefaults?.(chaos)
  expect(chaos.spec).toMatchObject({
    direction: 'to',
    selector: { namespaces: ['kube-system'] },
    target: { selector: { namespaces: ['other'] } },
  })
})

test.each(['10m', '1h30m', '1.5s', '100ms', ''])('a duration of %j is taken', duration => {
  expect(errorsOf(chaosOf({ duration }))).toEqual([])
})

test('a duration without a unit is invalid', () => {
  expect(errorsOf(chaosOf({ duration: '10' }))).toEqual([
    'spec.duration: Invalid value: "10": parse duration field error: time: invalid duration "10"',
  ])
})

test.each([
  ['fixed', '0', 'value must be greater than 0 with mode:fixed'],
  ['fixed-percent', '101', 'value of 101 is invalid, Must be (0,100] with mode:fixed-percent'],
  ['fixed', '', 'parse value field error:strconv.Atoi: parsing "": invalid syntax'],
] as const)('mode %s refuses the value %j', (mode, value, detail) => {
  const field = `Invalid value: ${JSON.stringify(value)}: ${detail}`
  expect(errorsOf(chaosOf({ mode, value }))).toEqual([`spec.value: ${field}`])
  const target = { mode, value, selector: {} }
  expect(errorsOf(chaosOf({ target }))).toEqual([`spec.target.value: ${field}`])
})

test('the definition is held against an experiment first', () => {
  expect(errorsOf(chaosOf({ action: 'cut', duration: '10' }))).toEqual([
    expect.stringMatching(/^spec.action: Unsupported value: "cut"/),
  ])
})
