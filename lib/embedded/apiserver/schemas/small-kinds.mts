import {
  atomic,
  boolean,
  described,
  each,
  int32,
  listBy,
  listOf,
  mapOf,
  microTime,
  object,
  string,
  time,
} from '../schema.mts'
import { objectReference } from './event.mts'
import { kindSchema } from './meta.mts'

const core = (name: string): string => `io.k8s.api.core.v1.${name}`

const namespaceCondition = object(core('NamespaceCondition'), {
  ...each('type! status!', string),
  'lastTransitionTime+': time,
  ...each('reason message', string),
})

export const namespaceSchema = kindSchema(core('Namespace'), 'A scope for object names.', {
  'spec+': object(core('NamespaceSpec'), { finalizers: listOf(string) }),
  'status+': object(core('NamespaceStatus'), {
    phase: described(string, 'Active or Terminating.'),
    conditions: listBy(['type'], namespaceCondition),
  }),
})

export const configMapSchema = kindSchema(
  core('ConfigMap'),
  'Configuration that pods can mount as files.',
  {
    'immutable?': boolean,
    data: described(mapOf(string), 'Text by key. In a volume, each key becomes a file.'),
    binaryData: mapOf(string),
  },
)

export const localObjectReference = atomic(object(core('LocalObjectReference'), { name: string }))

export const serviceAccountSchema = kindSchema(
  core('ServiceAccount'),
  'An identity for pods at the API server.',
  {
    secrets: listBy(['name'], objectReference),
    imagePullSecrets: listOf(localObjectReference),
    'automountServiceAccountToken?': boolean,
  },
)

const leaseSpec = object('io.k8s.api.coordination.v1.LeaseSpec', {
  'holderIdentity?': string,
  'leaseDurationSeconds?': int32,
  ...each('acquireTime renewTime', microTime),
  'leaseTransitions?': int32,
  ...each('strategy? preferredHolder?', string),
})

export const leaseSchema = kindSchema(
  'io.k8s.api.coordination.v1.Lease',
  'A lock with a holder. Each kubelet renews the Lease of its node.',
  { 'spec+': described(leaseSpec, 'The holder of the Lease and the time of its last renewal.') },
)
