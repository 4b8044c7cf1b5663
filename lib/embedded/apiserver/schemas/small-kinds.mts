import {
  atomic,
  boolean,
  core,
  createFields,
  int32,
  listOf,
  listWithKeys,
  mapOf,
  microTime,
  object,
  string,
  time,
  withDescription,
} from '../schema.mts'
import { objectReference } from './event.mts'
import { kindSchema } from './meta.mts'

const namespaceCondition = object(core('NamespaceCondition'), {
  ...createFields('type! status!', string),
  'lastTransitionTime+': time,
  ...createFields('reason message', string),
})

export const namespaceSchema = kindSchema(core('Namespace'), 'A scope for object names.', {
  'spec+': object(core('NamespaceSpec'), { finalizers: listOf(string) }),
  'status+': object(core('NamespaceStatus'), {
    phase: withDescription(string, 'Active or Terminating.'),
    conditions: listWithKeys(['type'], namespaceCondition),
  }),
})

export const configMapSchema = kindSchema(
  core('ConfigMap'),
  'Configuration that pods can mount as files.',
  {
    'immutable?': boolean,
    data: withDescription(mapOf(string), 'Text by key. In a volume, each key becomes a file.'),
    binaryData: mapOf(string),
  },
)

export const localObjectReference = atomic(object(core('LocalObjectReference'), { name: string }))

export const serviceAccountSchema = kindSchema(
  core('ServiceAccount'),
  'An identity for pods at the API server.',
  {
    secrets: listWithKeys(['name'], objectReference),
    imagePullSecrets: listOf(localObjectReference),
    'automountServiceAccountToken?': boolean,
  },
)

const leaseSpec = object('io.k8s.api.coordination.v1.LeaseSpec', {
  'holderIdentity?': string,
  'leaseDurationSeconds?': int32,
  ...createFields('acquireTime renewTime', microTime),
  'leaseTransitions?': int32,
  ...createFields('strategy? preferredHolder?', string),
})

export const leaseSchema = kindSchema(
  'io.k8s.api.coordination.v1.Lease',
  'A lock with a holder. Each kubelet renews the Lease of its node.',
  {
    'spec+': withDescription(
      leaseSpec,
      'The holder of the Lease and the time of its last renewal.',
    ),
  },
)
