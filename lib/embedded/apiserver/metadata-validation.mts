import { checkLabelValue, checkQualifiedName, checkSubdomain } from '../../kube/names.mts'
import type { KubeObject, ObjectMeta, OwnerReference } from '../../kube/types.mts'
import {
  forbiddenField,
  immutableField,
  invalidField,
  requiredField,
  valueTooLong,
} from './field-errors.mts'
import type { FieldError } from './kind.mts'

export type NameCheck = (name: string) => string[]

const maxAnnotationBytes = 262144
const standardFinalizers = ['kubernetes', 'orphan', 'foregroundDeletion']

/**
 * Validates the metadata of an object, like apimachinery's `ValidateObjectMeta`. `checkName` validates the
 * name according to the rules of the kind.
 */
export const validateMetadata = (
  { metadata }: KubeObject,
  checkName: NameCheck = checkSubdomain,
): FieldError[] => [
  ...validateName(metadata, checkName),
  ...validateLabels(metadata.labels ?? {}, 'metadata.labels'),
  ...validateAnnotations(metadata.annotations ?? {}),
  ...validateOwnerReferences(metadata.ownerReferences ?? []),
  ...validateFinalizers(metadata.finalizers ?? []),
]

const toFieldErrors = (field: string, value: string, details: string[]): FieldError[] =>
  details.map(detail => invalidField(field, value, detail))

const validateName = ({ name, generateName }: ObjectMeta, checkName: NameCheck): FieldError[] => {
  const field = 'metadata.name'
  if (!name && !generateName) return [requiredField(field, 'name or generateName is required')]
  return [
    ...toFieldErrors(
      'metadata.generateName',
      generateName ?? '',
      checkPrefix(generateName, checkName),
    ),
    ...(name ? toFieldErrors(field, name, checkName(name)) : []),
  ]
}

/** Validates `generateName`. It may end in a dash, because the server appends characters to it. */
const checkPrefix = (generateName: string | undefined, checkName: NameCheck): string[] =>
  generateName ? checkName(generateName.replace(/-$/, 'a')) : []

const validateLabels = (labels: Record<string, string>, field: string): FieldError[] =>
  Object.entries(labels).flatMap(([key, value]) => [
    ...toFieldErrors(field, key, checkQualifiedName(key)),
    ...toFieldErrors(field, value, checkLabelValue(value)),
  ])

const validateAnnotations = (annotations: Record<string, string>): FieldError[] => {
  const field = 'metadata.annotations'
  const bytes = Buffer.byteLength(Object.entries(annotations).flat().join(''))
  return [
    ...Object.keys(annotations).flatMap(key =>
      toFieldErrors(field, key, checkQualifiedName(key.toLowerCase())),
    ),
    ...(bytes > maxAnnotationBytes ? [valueTooLong(field, maxAnnotationBytes)] : []),
  ]
}

const validateOwnerReferences = (owners: OwnerReference[]): FieldError[] => {
  const field = 'metadata.ownerReferences'
  const controllers = owners.filter(owner => owner.controller)
  const [firstController, secondController] = controllers
  return [
    ...owners.flatMap(validateOwnerReference),
    ...(firstController && secondController
      ? [
          invalidField(
            field,
            owners,
            `Only one reference can have Controller set to true. Found "true" in references for ${firstController.kind}/${firstController.name} and ${secondController.kind}/${secondController.name}`,
          ),
        ]
      : []),
  ]
}

const validateOwnerReference = (owner: OwnerReference): FieldError[] => {
  const field = 'metadata.ownerReferences'
  return [
    ...(owner.apiVersion
      ? []
      : toFieldErrors(`${field}.apiVersion`, '', ['version must not be empty'])),
    ...(['kind', 'name', 'uid'] as const).flatMap(key =>
      owner[key] ? [] : toFieldErrors(`${field}.${key}`, '', ['must not be empty']),
    ),
  ]
}

const validateFinalizers = (finalizers: string[]): FieldError[] => {
  const field = 'metadata.finalizers'
  const hasConflictingFinalizers = ['orphan', 'foregroundDeletion'].every(finalizer =>
    finalizers.includes(finalizer),
  )
  return [
    ...finalizers.flatMap(name => toFieldErrors(field, name, checkQualifiedName(name))),
    ...(hasConflictingFinalizers
      ? [
          invalidField(
            field,
            finalizers,
            'finalizer orphan and foregroundDeletion cannot be both set',
          ),
        ]
      : []),
    ...finalizers.flatMap((name, index) =>
      standardFinalizers.includes(name) || name.includes('/')
        ? []
        : toFieldErrors(`${field}[${index}]`, name, [
            'name is neither a standard finalizer name nor is it fully qualified',
          ]),
    ),
  ]
}

/**
 * Returns errors for changes to immutable metadata and for finalizers added during deletion, like
 * `ValidateObjectMetaUpdate`.
 */
export const validateMetadataUpdate = (object: KubeObject, old: KubeObject): FieldError[] => [
  ...validateNewFinalizers(object, old),
  ...(['name', 'namespace', 'uid', 'creationTimestamp'] as const).flatMap(key => {
    const value = object.metadata[key]
    return value === undefined || value === old.metadata[key]
      ? []
      : [immutableField(`metadata.${key}`, value)]
  }),
]

const validateNewFinalizers = (object: KubeObject, { metadata }: KubeObject): FieldError[] => {
  if (!metadata.deletionTimestamp) return []
  const oldFinalizers = metadata.finalizers ?? []
  const newFinalizers = (object.metadata.finalizers ?? []).filter(
    name => !oldFinalizers.includes(name),
  )
  if (newFinalizers.length === 0) return []
  const list = `[]string{${newFinalizers.map(name => JSON.stringify(name)).join(', ')}}`
  const detail = `no new finalizers can be added if the object is being deleted, found new finalizers ${list}`
  return [forbiddenField('metadata.finalizers', detail)]
}
