import { expect, test } from 'vitest'
import type { NetworkChaos } from '../../../chaos-mesh/types.mts'
import { networkChaosKind } from './network-chaos.mts'

const createChaos = (spec: Partial<NetworkChaos['spec']>): NetworkChaos => ({
  apiVersion: 'chaos-mesh.org/v1alpha1',
  kind: 'NetworkChaos',
  metadata: { name: 'partition', namespace: 'kube-system' },
  spec: { action: 'partition', mode: 'all', selector: {}, ...spec },
})

const listErrors = (chaos: NetworkChaos) =>
  (networkChaosKind.validate?.(chaos) ?? []).map(({ field, message }) => `${field}: ${message}`)

test('an experiment shows its action and duration but no age', () => {
  expect(networkChaosKind.columns.map(({ name }) => name)).toEqual(['Name', 'action', 'duration'])
  const cells = networkChaosKind.columns.map(({ renderCell }) =>
    renderCell(createChaos({}), new Date()),
  )
  expect(cells).toEqual(['partition', 'partition', null])
})

test('the direction and the namespace have defaults', () => {
  const chaos = createChaos({ target: { mode: 'all', selector: { namespaces: ['other'] } } })
  networkChaosKind.setDefaults?.(chaos)
  expect(chaos.spec).toMatchObject({
    direction: 'to',
    selector: { namespaces: ['kube-system'] },
    target: { selector: { namespaces: ['other'] } },
  })
})

test('an experiment is validated against the schema first', () => {
  expect(listErrors(createChaos({ action: 'cut', duration: '10' }))).toEqual([
    expect.stringMatching(/^spec.action: Unsupported value: "cut"/),
  ])
})
