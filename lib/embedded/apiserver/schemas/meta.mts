import {
  anything,
  atomic,
  boolean,
  described,
  each,
  goNamed,
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
    ...each('controller? blockOwnerDeletion?', boolean),
  }),
)

const managedFieldsEntry = object(meta('ManagedFieldsEntry'), {
  ...each('manager operation apiVersion', string),
  time,
  fieldsType: string,
  fieldsV1: anything,
  subresource: string,
})

export const objectMeta = object(meta('ObjectMeta'), {
  name: described(string, 'The name, unique for this kind within a namespace.'),
  generateName: described(string, 'A prefix to which the server appends a unique suffix.'),
  ...each('namespace selfLink uid resourceVersion', string),
  generation: int64,
  ...each('creationTimestamp deletionTimestamp', time),
  'deletionGracePeriodSeconds?': int64,
  labels: described(mapOf(string), 'Keys and values for selecting the object.'),
  annotations: described(mapOf(string), 'Metadata set by tools. Cannot be used in selectors.'),
  ownerReferences: listBy(['uid'], ownerReference),
  finalizers: described(
    setOf(string),
    'Entries that must be removed before the object is deleted.',
  ),
  managedFields: listOf(managedFieldsEntry),
})

const labelSelectorRequirement = object(meta('LabelSelectorRequirement'), {
  ...each('key! operator!', string),
  values: listOf(string),
})

export const labelSelector = atomic(
  object(meta('LabelSelector'), {
    matchLabels: mapOf(string),
    matchExpressions: listOf(labelSelectorRequirement),
  }),
)

/** Creates the schema of a kind from the fields of every kind and the given fields. */
export const kindSchema = (
  name: string,
  description: string,
  fields: Record<string, Schema>,
): ObjectSchema => ({
  ...object(name, {
    kind: described(string, 'The kind of this object.'),
    apiVersion: described(string, 'The API group and version of this object.'),
    'metadata+': described(objectMeta, 'Standard metadata: name, labels and so on.'),
    ...fields,
  }),
  description,
})

/** The options in the body of a DELETE request. */
export const deleteOptions = object(meta('DeleteOptions'), {
  ...each('kind apiVersion', string),
  'gracePeriodSeconds?': int64,
  'preconditions?': object(meta('Preconditions'), {
    'uid?': goNamed(string, 'types.UID'),
    'resourceVersion?': string,
  }),
  'orphanDependents?': boolean,
  'propagationPolicy?': goNamed(string, 'v1.DeletionPropagation'),
  dryRun: listOf(string),
})
