import type { Lease } from '../../../kube/types.mts'
import { invalidField } from '../field-errors.mts'
import type { FieldError, Kind } from '../kind.mts'
import { validateMetadata } from '../metadata-validation.mts'
import { collectMergeRules } from '../schema.mts'
import { leaseSchema } from '../schemas/small-kinds.mts'
import { ageColumn, createTextColumn, nameColumn } from './columns.mts'

const validateLease = ({ spec = {} }: Lease): FieldError[] => {
  const { leaseDurationSeconds: duration = 1, leaseTransitions: transitions = 0 } = spec
  return [
    ...(duration > 0
      ? []
      : [invalidField('spec.leaseDurationSeconds', duration, 'must be greater than 0')]),
    ...(transitions >= 0
      ? []
      : [invalidField('spec.leaseTransitions', transitions, 'must be greater than or equal to 0')]),
  ]
}

export const leaseKind: Kind = {
  group: 'coordination.k8s.io',
  version: 'v1',
  kind: 'Lease',
  plural: 'leases',
  singular: 'lease',
  shortNames: [],
  namespaced: true,
  subresources: [],
  allowsCreateOnUpdate: true,
  hasGeneration: false,
  mergeRules: collectMergeRules(leaseSchema),
  schema: leaseSchema,
  columns: [
    nameColumn,
    createTextColumn<Lease>('Holder', ({ spec }) => spec?.holderIdentity ?? ''),
    ageColumn,
  ],
  validate: object => [...validateMetadata(object), ...validateLease(object as Lease)],
}
