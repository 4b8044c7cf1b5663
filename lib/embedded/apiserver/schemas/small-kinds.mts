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

export const namespaceSchema = kindSchema(core('Namespace'), 'A room for names of objects.', {
  spec: object(core('NamespaceSpec'), { finalizers: listOf(string) }),
  status: object(core('NamespaceStatus'), {
    conditions: listBy(['type'], namespaceCondition),
    phase: described(string, 'Active or Terminating.'),
  }),
})

export const configMapSchema = kindSchema(core('ConfigMap'), 'Configuration, as files for pods.', {
  data: described(mapOf(string), 'Text by key; in a volume each key is a file.'),
  binaryData: mapOf(string),
  immutable: boolean,
})

export const serviceAccountSchema = kindSchema(core('ServiceAccount'), 'Who pods are to the API.', {
  automountServiceAccountToken: boolean,
  imagePullSecrets: listOf(atomic(object(core('LocalObjectReference'), each('name', string)))),
  secrets: listBy(['name'], objectReference),
})

const leaseSpec = object('io.k8s.api.coordination.v1.LeaseSpec', {
  ...each('acquireTime renewTime', time),
  ...each('holderIdentity preferredHolder strategy', string),
  ...each('leaseDurationSeconds leaseTransitions', int32),
})

export const leaseSchema = kindSchema(
  'io.k8s.api.coordination.v1.Lease',
  'Who holds something, and since when; a kubelet renews that of its node.',
  { spec: described(leaseSpec, 'Who holds it and when that was last renewed.') },
)
