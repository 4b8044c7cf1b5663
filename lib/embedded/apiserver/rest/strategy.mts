import { randomUUID } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { generateSuffix } from '../../../kube/names.mts'
import { toKubeTime } from '../../../kube/time.mts'
import type { KubeObject, ObjectMeta } from '../../../kube/types.mts'
import { ApiError, conflict, invalid } from '../errors.mts'
import { toGoStruct } from '../go-struct.mts'
import type { Kind } from '../kind.mts'
import { validateMetadataUpdate } from '../metadata-validation.mts'

type ObjectWithStatus = KubeObject & { status?: unknown }

const getCurrentTime = (): string => toKubeTime(new Date())

/** Removes the status if it can only be written through its subresource. */
export const omitStatus = (kind: Kind, object: KubeObject): KubeObject => {
  const { status: _, ...otherFields } = object as ObjectWithStatus
  return hasStatusSubresource(kind) ? otherFields : object
}

const hasStatusSubresource = (kind: Kind): boolean => kind.subresources.includes('status')

/** Fills in server-set fields and validates a new object, like `rest.BeforeCreate`. */
export const buildNewObject = (kind: Kind, object: KubeObject): KubeObject => {
  // Kubelets register nodes with a status.
  const newObject = structuredClone(kind.kind === 'Node' ? object : omitStatus(kind, object))
  const { metadata } = newObject
  if (!metadata.name && metadata.generateName)
    metadata.name = metadata.generateName + generateSuffix()
  if (!kind.namespaced) delete metadata.namespace
  // A version that is not a number is ignored.
  if (Number(metadata.resourceVersion) > 0)
    throw new ApiError(500, '', 'resourceVersion should not be set on objects to be created')
  delete metadata.resourceVersion
  delete metadata.deletionTimestamp
  metadata.uid = randomUUID()
  metadata.creationTimestamp = getCurrentTime()
  if (kind.hasGeneration) metadata.generation = 1
  kind.setDefaults?.(newObject)
  kind.prepareForCreate?.(newObject)
  validateObject(kind, newObject)
  // A placeholder, so that the field is in the right position when the store sets it.
  metadata.resourceVersion = '0'
  return toGoStruct(kind, newObject)
}

const validateObject = (kind: Kind, object: KubeObject, old?: KubeObject): void => {
  const metadataErrors = old ? validateMetadataUpdate(object, old) : []
  const errors = [
    ...metadataErrors,
    ...(kind.validate?.(object) ?? []),
    // The real server validates metadata updates twice, so it reports each of these errors twice.
    ...(kind.isCustom ? [] : metadataErrors),
    ...(old ? (kind.validateUpdate?.(object, old) ?? []) : []),
  ]
  const { name = '' } = object.metadata
  if (errors.length > 0) throw invalid(kind, name, errors)
}

/**
 * Computes the new state of an object, like `rest.BeforeUpdate`. Fields set by the server stay
 * unchanged. The status only changes through its subresource, and the subresource does not change the
 * spec. A changed spec increments the generation. Returns `oldObject` itself if nothing has changed.
 */
export const prepareUpdate = (
  kind: Kind,
  oldObject: KubeObject,
  desiredObject: KubeObject,
  subresource?: string,
): KubeObject => {
  const requestedVersion = desiredObject.metadata.resourceVersion
  if (
    requestedVersion &&
    parseVersion(requestedVersion) &&
    requestedVersion !== oldObject.metadata.resourceVersion
  )
    throw conflict(kind, oldObject.metadata.name)
  const updatedObject = structuredClone(
    mergeWritableFields(kind, oldObject, desiredObject, subresource),
  )
  const { uid = oldObject.metadata.uid } = updatedObject.metadata
  updatedObject.metadata = {
    ...updatedObject.metadata,
    ...pickServerMetadata(oldObject.metadata),
    ...dropUndefined({ uid }),
  }
  kind.setDefaults?.(updatedObject)
  kind.prepareForUpdate?.(updatedObject, oldObject)
  validateObject(kind, updatedObject, oldObject)
  const normalizedObject = toGoStruct(kind, updatedObject)
  if (isUnchanged(normalizedObject, oldObject)) return oldObject
  if (kind.hasGeneration && hasSpecChanged(normalizedObject, oldObject))
    normalizedObject.metadata.generation = (oldObject.metadata.generation ?? 1) + 1
  return normalizedObject
}

/** Throws 409 if the request contains a UID that differs from the UID of the existing object. */
export const checkUid = (kind: Kind, oldObject: KubeObject, desiredObject: KubeObject): void => {
  const { uid } = desiredObject.metadata
  if (uid && uid !== oldObject.metadata.uid)
    throw conflict(kind, oldObject.metadata.name, renderUidConflict(uid, oldObject.metadata.uid))
}

/** Parses a resourceVersion. 0 means any version. Throws 500 if it is not a number. */
const parseVersion = (text: string): number => {
  if (/^\d+$/.test(text)) return Number(text)
  const message = `strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`
  throw new ApiError(500, '', message)
}

const renderUidConflict = (requestedUid: string, actualUid: string | undefined): string =>
  `Precondition failed: UID in precondition: ${requestedUid}, UID in object meta: ${actualUid}`

/**
 * Returns the object to write. Fields that the request may change have their requested values. All other fields
 * keep their old values. Normal updates keep the old status. Status updates change only the status, labels and
 * annotations.
 */
export const mergeWritableFields = (
  kind: Kind,
  oldObject: KubeObject,
  desiredObject: KubeObject,
  subresource: string | undefined,
): ObjectWithStatus => {
  if (!hasStatusSubresource(kind)) return desiredObject
  const oldStatus = (oldObject as ObjectWithStatus).status
  const { status, ...otherFields } = desiredObject as ObjectWithStatus
  if (subresource === 'status') {
    const { labels, annotations, managedFields } = desiredObject.metadata
    const metadata = {
      ...oldObject.metadata,
      ...dropUndefined({ labels, annotations, managedFields }),
    }
    return { ...oldObject, metadata, ...(status !== undefined && { status }) } as ObjectWithStatus
  }
  return { ...otherFields, ...(oldStatus !== undefined && { status: oldStatus }) }
}

const dropUndefined = <T extends object>(fields: T): T =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T

const pickServerMetadata = (old: ObjectMeta): Partial<ObjectMeta> => {
  const { uid, creationTimestamp, resourceVersion, generation, deletionTimestamp } = old
  return dropUndefined({
    uid,
    creationTimestamp,
    resourceVersion,
    generation,
    deletionTimestamp,
  }) as Partial<ObjectMeta>
}

const omitManagedFields = (object: KubeObject): unknown => {
  const { managedFields: _, ...metadata } = object.metadata
  return { ...object, metadata }
}

/** Ignores times in managedFields, because a new time alone must not create a new version. */
const isUnchanged = (a: KubeObject, b: KubeObject): boolean =>
  isDeepStrictEqual(omitManagedFields(a), omitManagedFields(b)) &&
  isDeepStrictEqual(omitEntryTimes(a), omitEntryTimes(b))

const omitEntryTimes = ({ metadata }: KubeObject): unknown[] =>
  metadata.managedFields?.map(({ time: _, ...entry }) => entry) ?? []

const hasSpecChanged = (a: KubeObject, b: KubeObject): boolean => {
  const { metadata: _, status: __, ...left } = a as ObjectWithStatus
  const { metadata: ___, status: ____, ...right } = b as ObjectWithStatus
  return !isDeepStrictEqual(left, right)
}
