import {
  atomic,
  boolean,
  described,
  each,
  int32,
  listBy,
  listOf,
  mapOf,
  object,
  string,
  time,
} from '../schema.mts'
import { objectReference } from './event.mts'
import { kindSchema } from './meta.mts'

const core = (name: string): string => `io.k8s.api.core.v1.${name}`

const namespaceCondition = object(core('NamespaceCondition'), {
  ...each('message reason status! type!', string),
  lastTransitionTime: time,
})

export const namespaceSchema = kindSchema(core('Namespace'), 'A scope for object names.', {
  spec: object(core('NamespaceSpec'), { finalizers: listOf(string) }),
  status: object(core('NamespaceStatus'), {
    conditions: listBy(['type'], namespaceCondition),
    phase: described(string, 'Active or Terminating.'),
  }),
})

export const configMapSchema = kindSchema(
  core('ConfigMap'),
  'Configuration that pods can mount as files.',
  {
    data: described(mapOf(string), 'Text by key. In a volume, each key becomes a file.'),
    binaryData: mapOf(string),
    immutable: boolean,
  },
)

export const serviceAccountSchema = kindSchema(
  core('ServiceAccount'),
  'An identity for pods at the API server.',
  {
    automountServiceAccountToken: boolean,
    imagePullSecrets: listOf(atomic(object(core('LocalObjectReference'), each('name', string)))),
    secrets: listBy(['name'], objectReference),
  },
)

const leaseSpec = object('io.k8s.api.coordination.v1.LeaseSpec', {
  ...each('acquireTime renewTime', time),
  ...each('holderIdentity preferredHolder strategy', string),
  ...each('leaseDurationSeconds leaseTransitions', int32),
})

export const leaseSchema = kindSchema(
  'io.k8s.api.coordination.v1.Lease',
  'A lock with a holder. Each kubelet renews the Lease of its node.',
  { spec: described(leaseSpec, 'The holder of the Lease and the time of its last renewal.') },
)
