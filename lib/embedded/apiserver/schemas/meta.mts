import {
  anyValue,
  asAtomic,
  boolean,
  createFields,
  int64,
  listOf,
  listWithKeys,
  mapOf,
  type ObjectSchema,
  object,
  type Schema,
  setOf,
  string,
  time,
  withDescription,
  withGoType,
} from '../schema.mts'

const toMetaName = (name: string): string => `io.k8s.apimachinery.pkg.apis.meta.v1.${name}`

const ownerReference = asAtomic(
  object(toMetaName('OwnerReference'), {
    ...createFields('apiVersion! kind! name! uid!', string),
    ...createFields('controller? blockOwnerDeletion?', boolean),
  }),
)

const managedFieldsEntry = object(toMetaName('ManagedFieldsEntry'), {
  ...createFields('manager operation apiVersion', string),
  time,
  fieldsType: string,
  fieldsV1: anyValue,
  subresource: string,
})

export const objectMeta = object(toMetaName('ObjectMeta'), {
  name: withDescription(string, 'The name, unique for this kind within a namespace.'),
  generateName: withDescription(string, 'A prefix to which the server appends a unique suffix.'),
  ...createFields('namespace selfLink uid resourceVersion', string),
  generation: int64,
  ...createFields('creationTimestamp deletionTimestamp', time),
  'deletionGracePeriodSeconds?': int64,
  labels: withDescription(mapOf(string), 'Key-value pairs that selectors can match.'),
  annotations: withDescription(
    mapOf(string),
    'Metadata set by tools. Cannot be used in selectors.',
  ),
  ownerReferences: listWithKeys(['uid'], ownerReference),
  finalizers: withDescription(
    setOf(string),
    'Entries that must be removed before the object is deleted.',
  ),
  managedFields: listOf(managedFieldsEntry),
})

const labelSelectorRequirement = object(toMetaName('LabelSelectorRequirement'), {
  ...createFields('key! operator!', string),
  values: listOf(string),
})

export const labelSelector = asAtomic(
  object(toMetaName('LabelSelector'), {
    matchLabels: mapOf(string),
    matchExpressions: listOf(labelSelectorRequirement),
  }),
)

/** Creates the schema of a kind. The fields that all kinds share come first, followed by `fields`. */
export const createKindSchema = (
  name: string,
  description: string,
  fields: Record<string, Schema>,
): ObjectSchema => ({
  ...object(name, {
    kind: withDescription(string, 'The kind of this object.'),
    apiVersion: withDescription(string, 'The API group and version of this object.'),
    'metadata+': withDescription(objectMeta, 'Standard metadata: name, labels and so on.'),
    ...fields,
  }),
  description,
})

/** The options in the body of a DELETE request. */
export const deleteOptions = object(toMetaName('DeleteOptions'), {
  ...createFields('kind apiVersion', string),
  'gracePeriodSeconds?': int64,
  'preconditions?': object(toMetaName('Preconditions'), {
    'uid?': withGoType(string, 'types.UID'),
    'resourceVersion?': string,
  }),
  'orphanDependents?': boolean,
  'propagationPolicy?': withGoType(string, 'v1.DeletionPropagation'),
  dryRun: listOf(string),
})
