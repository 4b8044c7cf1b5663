import type { KubeObject } from '../../../kube/types.mts'
import type { Kind } from '../kind.mts'
import { validateMetadata } from '../metadata-validation.mts'
import { collectMergeRules } from '../schema.mts'
import { serviceAccountSchema } from '../schemas/small-kinds.mts'
import { ageColumn, createTextColumn, nameColumn } from './columns.mts'

interface ServiceAccount extends KubeObject {
  secrets?: { name?: string }[]
}

/** Keeps only the name of each secret. */
const keepOnlySecretNames = (object: KubeObject): void => {
  const account = object as ServiceAccount
  if (account.secrets) account.secrets = account.secrets.map(({ name }) => ({ name }))
}

export const serviceAccountKind: Kind = {
  group: '',
  version: 'v1',
  kind: 'ServiceAccount',
  plural: 'serviceaccounts',
  singular: 'serviceaccount',
  shortNames: ['sa'],
  namespaced: true,
  subresources: [],
  hasGeneration: false,
  mergeRules: collectMergeRules(serviceAccountSchema),
  schema: serviceAccountSchema,
  columns: [
    nameColumn,
    createTextColumn<ServiceAccount>('Secrets', ({ secrets = [] }) => secrets.length),
    ageColumn,
  ],
  setDefaults: keepOnlySecretNames,
  validate: object => validateMetadata(object),
}
