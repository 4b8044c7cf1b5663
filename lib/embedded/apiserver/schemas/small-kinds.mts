import {
  asAtomic,
  boolean,
  createFields,
  int32,
  listOf,
  listWithKeys,
  mapOf,
  microTime,
  object,
  string,
  time,
  toCoreName,
  withDescription,
} from '../schema.mts'
import { objectReference } from './event.mts'
import { createKindSchema } from './meta.mts'

const namespaceCondition = object(toCoreName('NamespaceCondition'), {
  ...createFields('type! status!', string),
  'lastTransitionTime+': time,
  ...createFields('reason message', string),
})

export const namespaceSchema = createKindSchema(
  toCoreName('Namespace'),
  'A scope for object names.',
  {
    'spec+': object(toCoreName('NamespaceSpec'), { finalizers: listOf(string) }),
    'status+': object(toCoreName('NamespaceStatus'), {
      phase: withDescription(string, 'Active or Terminating.'),
      conditions: listWithKeys(['type'], namespaceCondition),
    }),
  },
)

export const configMapSchema = createKindSchema(
  toCoreName('ConfigMap'),
  'Configuration that pods can mount as files.',
  {
    'immutable?': boolean,
    data: withDescription(
      mapOf(string),
      'Keys and their text values. In a volume, each key becomes a file.',
    ),
    binaryData: mapOf(string),
  },
)

export const localObjectReference = asAtomic(
  object(toCoreName('LocalObjectReference'), { name: string }),
)

export const serviceAccountSchema = createKindSchema(
  toCoreName('ServiceAccount'),
  'An identity that pods use to access the API server.',
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

export const leaseSchema = createKindSchema(
  'io.k8s.api.coordination.v1.Lease',
  'A lock with a holder. Each kubelet renews the Lease of its node.',
  {
    'spec+': withDescription(
      leaseSpec,
      'The holder of the Lease and the time of its last renewal.',
    ),
  },
)
