import { isDeepStrictEqual } from 'node:util'
import { toKubeTime } from '../../../kube/time.mts'
import type { KubeObject, ManagedFieldsEntry } from '../../../kube/types.mts'
import { toGoStruct } from '../go-struct.mts'
import { apiVersionOf, type Kind } from '../kind.mts'
import {
  collectChangedFields,
  collectFieldsAndParents,
  type FieldSet,
  subtract,
  union,
} from './field-set.mts'

/**
 * The manager, operation and subresource that identify the managedFields entry of a write. The operation is `Apply`
 * for server-side apply, otherwise `Update`.
 */
export interface Writer {
  manager: string
  operation: 'Apply' | 'Update'
  subresource?: string
}

const systemMetadata = [
  'name',
  'namespace',
  'uid',
  'resourceVersion',
  'creationTimestamp',
  'generation',
  'managedFields',
  'selfLink',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
]

/**
 * Returns the fields that a manager can own: all except `apiVersion`, `kind`, the name, the namespace, and the
 * metadata that the server sets.
 */
export const omitSystemFields = (object: KubeObject): Record<string, unknown> => {
  const {
    apiVersion: _,
    kind: __,
    metadata,
    ...content
  } = object as KubeObject & Record<string, unknown>
  const ownableMetadata = Object.fromEntries(
    Object.entries(metadata).filter(([key]) => !systemMetadata.includes(key)),
  )
  return Object.keys(ownableMetadata).length > 0
    ? { ...content, metadata: ownableMetadata }
    : content
}

export const belongsToWriter = (entry: ManagedFieldsEntry, writer: Writer): boolean =>
  entry.manager === writer.manager &&
  entry.operation === writer.operation &&
  (entry.subresource ?? '') === (writer.subresource ?? '')

export const fieldsOfEntry = (entry: ManagedFieldsEntry | undefined): FieldSet =>
  (entry?.fieldsV1 ?? {}) as FieldSet

interface EntryFields {
  fields: FieldSet
  /** The time of the change. If undefined, the entry keeps its time. */
  changeTime?: Date
}

/** Adds or replaces the writer's entry, or removes it if `fields` is empty. */
export const replaceEntry = (
  entries: ManagedFieldsEntry[],
  kind: Kind,
  writer: Writer,
  { fields, changeTime }: EntryFields,
): ManagedFieldsEntry[] => {
  const otherEntries = entries.filter(entry => !belongsToWriter(entry, writer))
  const previousTime = entries.find(entry => belongsToWriter(entry, writer))?.time
  const time = changeTime ? toKubeTime(changeTime) : previousTime
  if (Object.keys(fields).length === 0) return otherEntries
  const newEntry: ManagedFieldsEntry = {
    manager: writer.manager,
    operation: writer.operation,
    apiVersion: apiVersionOf(kind),
    ...(time && { time }),
    fieldsType: 'FieldsV1',
    fieldsV1: fields,
    ...(writer.subresource && { subresource: writer.subresource }),
  }
  return [...otherEntries, newEntry]
}

const removeFieldsFromEntries = (
  entries: ManagedFieldsEntry[],
  fields: FieldSet,
): ManagedFieldsEntry[] =>
  entries.flatMap(entry => {
    const remainingFields = subtract(fieldsOfEntry(entry), fields)
    return remainingFields ? [{ ...entry, fieldsV1: remainingFields }] : []
  })

/** Removes the fields from all entries except the writer's. */
export const removeFieldsFromOtherEntries = (
  entries: ManagedFieldsEntry[],
  writer: Writer,
  fields: FieldSet,
): ManagedFieldsEntry[] =>
  entries.flatMap(entry =>
    belongsToWriter(entry, writer) ? [entry] : removeFieldsFromEntries([entry], fields),
  )

/** Adds `metadata` if it is missing, so that it does not count as changed. Go always writes it, even if it is empty. */
const addMissingMetadata = (fields: Record<string, unknown>) => ({ metadata: {}, ...fields })

/** Makes the manager the owner of all fields that a create, update or patch has changed. */
export const trackUpdate = (options: {
  kind: Kind
  oldObject?: KubeObject
  newObject: KubeObject
  /** The part of `newObject` that the request writes. It can exclude the status, for example. Default: `newObject`. */
  writtenObject?: KubeObject
  manager: string
  subresource?: string
  now: Date
}): KubeObject => {
  const {
    kind,
    oldObject,
    newObject,
    writtenObject = newObject,
    manager,
    subresource,
    now: changeTime,
  } = options
  const writer: Writer = { manager, operation: 'Update', subresource }
  const rules = kind.mergeRules ?? {}
  // In a new object, a field with Go's zero value has no owner.
  const oldContent = omitSystemFields(
    oldObject ?? (toGoStruct(kind, { metadata: {} }) as KubeObject),
  )
  const changedFields = collectChangedFields(
    rules,
    addMissingMetadata(oldContent),
    addMissingMetadata(omitSystemFields(writtenObject)),
  )
  const entries = getBaseEntries(oldObject, newObject)
  // As in `skipNonAppliedManager`, an existing object without managed fields gets them only when server-side apply is
  // first used on it.
  if (oldObject && entries.length === 0) return setManagedFields(newObject, [])
  const removedFields = oldObject
    ? (subtract(
        collectFieldsAndParents(rules, oldContent),
        collectFieldsAndParents(rules, omitSystemFields(writtenObject)),
      ) ?? {})
    : {}
  const keptEntries = removeFieldsFromEntries(entries, removedFields)
  if (Object.keys(changedFields).length === 0 && oldObject)
    return setManagedFields(newObject, keptEntries)
  const ownedFields = union(
    fieldsOfEntry(keptEntries.find(entry => belongsToWriter(entry, writer))),
    changedFields,
  )
  const otherEntries = removeFieldsFromOtherEntries(keptEntries, writer, changedFields)
  return setManagedFields(
    newObject,
    replaceEntry(otherEntries, kind, writer, { fields: ownedFields, changeTime }),
  )
}

/**
 * Returns the entries in the update if there are any, or else the existing entries. An update contains
 * entries, for example, when `kubectl apply --server-side` migrates an object from client-side apply.
 */
const getBaseEntries = (
  oldObject: KubeObject | undefined,
  newObject: KubeObject,
): ManagedFieldsEntry[] => {
  const updatedEntries = newObject.metadata.managedFields ?? []
  // A single empty entry removes all entries.
  if (oldObject && isDeepStrictEqual(updatedEntries, [{}])) return []
  return oldObject && updatedEntries.length > 0
    ? updatedEntries
    : (oldObject?.metadata.managedFields ?? [])
}

export const setManagedFields = (object: KubeObject, entries: ManagedFieldsEntry[]): KubeObject => {
  const { managedFields: _, ...metadata } = object.metadata
  return {
    ...object,
    metadata:
      entries.length > 0
        ? { ...metadata, managedFields: entries.toSorted(compareEntries) }
        : metadata,
  }
}

/** Compares entries in the order used by `sortEncodedManagedFields` in the package managedfields. */
const compareEntries = (a: ManagedFieldsEntry, b: ManagedFieldsEntry): number =>
  compareStrings(a.operation, b.operation) ||
  compareStrings(a.time, b.time) ||
  compareStrings(a.manager, b.manager) ||
  compareStrings(a.subresource, b.subresource)

const compareStrings = (a = '', b = ''): number => (a < b ? -1 : a > b ? 1 : 0)
