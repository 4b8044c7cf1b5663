import { expect, test } from 'vitest'
import type { Lease } from '../../../kube/types.mts'
import { leaseKind } from './lease.mts'

const createLease = (spec?: Lease['spec']): Lease => ({
  apiVersion: 'coordination.k8s.io/v1',
  kind: 'Lease',
  metadata: { name: 'n1' },
  ...(spec && { spec }),
})

test('a Lease shows its holder', () => {
  const holderOf = (lease: Lease) => leaseKind.columns[1]?.renderCell(lease, new Date())
  expect([holderOf(createLease({ holderIdentity: 'n1' })), holderOf(createLease())]).toEqual([
    'n1',
    '',
  ])
})

test('the duration of a Lease must be positive', () => {
  expect(leaseKind.validate?.(createLease({ leaseDurationSeconds: 40 }))).toEqual([])
  expect(
    leaseKind.validate?.(createLease({ leaseDurationSeconds: 0, leaseTransitions: -1 })),
  ).toMatchObject([
    { field: 'spec.leaseDurationSeconds', message: 'Invalid value: 0: must be greater than 0' },
    {
      field: 'spec.leaseTransitions',
      message: 'Invalid value: -1: must be greater than or equal to 0',
    },
  ])
})
