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
  annotations: described(mapOf(string), 'Metadata set by tools. Cannot be used in selectors.'),
  ...each('creationTimestamp deletionTimestamp', time),
  ...each('deletionGracePeriodSeconds generation', int64),
  finalizers: described(
    setOf(string),
    'Entries that must be removed before the object is deleted.',
  ),
  generateName: described(string, 'A prefix to which the server appends a unique suffix.'),
  labels: described(mapOf(string), 'Keys and values for selecting the object.'),
  managedFields: listOf(managedFieldsEntry),
  name: described(string, 'The name, unique for this kind within a namespace.'),
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

/** Creates the schema of a kind: the fields of every kind and its own. */
export const kindSchema = (
  name: string,
  description: string,
  fields: Record<string, Schema>,
): ObjectSchema => ({
  ...object(name, {
    apiVersion: described(string, 'The API group and version of this object.'),
    kind: described(string, 'The kind of this object.'),
    metadata: described(objectMeta, 'Standard metadata: name, labels and so on.'),
    ...fields,
  }),
  description,
})
