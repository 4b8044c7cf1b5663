import {
  anything,
  atomic,
  boolean,
  described,
  each,
  int64,
  listBy,
  listOf,
  mapOf,
  type ObjectSchema,
  object,
  type Schema,
  setOf,
  string,
  time,
} from '../schema.mts'

const meta = (name: string): string => `io.k8s.apimachinery.pkg.apis.meta.v1.${name}`

const ownerReference = atomic(
  object(meta('OwnerReference'), {
    ...each('apiVersion! kind! name! uid!', string),
    ...each('blockOwnerDeletion controller', boolean),
  }),
)

const managedFieldsEntry = object(meta('ManagedFieldsEntry'), {
  ...each('apiVersion fieldsType manager operation subresource', string),
  fieldsV1: anything,
  time,
})

export const objectMeta = object(meta('ObjectMeta'), {
  annotations: described(mapOf(string), 'Notes that tools attach; not for selecting.'),
  ...each('creationTimestamp deletionTimestamp', time),
  ...each('deletionGracePeriodSeconds generation', int64),
  finalizers: described(setOf(string), 'Who must let go before a deleted object is removed.'),
  generateName: described(string, 'A prefix from which the server makes a unique name.'),
  labels: described(mapOf(string), 'Keys and values by which the object can be selected.'),
  managedFields: listOf(managedFieldsEntry),
  name: described(string, 'Unique among the objects of this kind in their namespace.'),
  ownerReferences: listBy(['uid'], ownerReference),
  ...each('namespace resourceVersion selfLink uid', string),
})

const labelSelectorRequirement = object(meta('LabelSelectorRequirement'), {
  ...each('key! operator!', string),
  values: listOf(string),
})

export const labelSelector = atomic(
  object(meta('LabelSelector'), {
    matchExpressions: listOf(labelSelectorRequirement),
    matchLabels: mapOf(string),
  }),
)

/** A kind of object: what every kind has, and the fields of its own. */
export const kindSchema = (
  name: string,
  description: string,
  fields: Record<string, Schema>,
): ObjectSchema => ({
  ...object(name, {
    apiVersion: described(string, 'The API group and version of this object.'),
    kind: described(string, 'The kind of this object.'),
    metadata: described(objectMeta, 'What every object has: name, labels, and so on.'),
    ...fields,
  }),
  description,
})
