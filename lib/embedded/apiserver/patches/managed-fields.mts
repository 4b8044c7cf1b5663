import { isDeepStrictEqual } from 'node:util'
import { toKubeTime } from '../../../kube/time.mts'
import type { KubeObject, ManagedFieldsEntry } from '../../../kube/types.mts'
import { toGoForm } from '../go-form.mts'
import { apiVersionOf, type Kind } from '../kind.mts'
import { changedFields, collectAllFields, type FieldSet, subtract, union } from './field-set.mts'

/** The manager that writes. The operation is `Apply` for server-side apply, otherwise `Update`. */
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
 * Returns the part of an object whose fields have owners, without identity and server-set metadata.
 */
export const managedPart = (object: KubeObject): Record<string, unknown> => {
  const {
    apiVersion: _,
    kind: __,
    metadata,
    ...rest
  } = object as KubeObject & Record<string, unknown>
  const owned = Object.fromEntries(
    Object.entries(metadata).filter(([key]) => !systemMetadata.includes(key)),
  )
  return Object.keys(owned).length > 0 ? { ...rest, metadata: owned } : rest
}

export const isWriter = (entry: ManagedFieldsEntry, writer: Writer): boolean =>
  entry.manager === writer.manager &&
  entry.operation === writer.operation &&
  (entry.subresource ?? '') === (writer.subresource ?? '')

export const fieldsOfEntry = (entry: ManagedFieldsEntry | undefined): FieldSet =>
  (entry?.fieldsV1 ?? {}) as FieldSet

interface OwnFields {
  fields: FieldSet
  /** The time of the change. If undefined, the entry keeps its time. */
  now?: Date
}

/** Replaces the writer's entry. Removes it if `fields` is empty. */
export const withEntry = (
  entries: ManagedFieldsEntry[],
  kind: Kind,
  writer: Writer,
  { fields, now }: OwnFields,
): ManagedFieldsEntry[] => {
  const others = entries.filter(entry => !isWriter(entry, writer))
  const before = entries.find(entry => isWriter(entry, writer))?.time
  const time = now ? toKubeTime(now) : before
  if (Object.keys(fields).length === 0) return others
  const own: ManagedFieldsEntry = {
    manager: writer.manager,
    operation: writer.operation,
    apiVersion: apiVersionOf(kind),
    ...(time && { time }),
    fieldsType: 'FieldsV1',
    fieldsV1: fields,
    ...(writer.subresource && { subresource: writer.subresource }),
  }
  return [...others, own]
}

const removeFromAll = (entries: ManagedFieldsEntry[], fields: FieldSet): ManagedFieldsEntry[] =>
  entries.flatMap(entry => {
    const left = subtract(fieldsOfEntry(entry), fields)
    return left ? [{ ...entry, fieldsV1: left }] : []
  })

/** Removes the fields from all entries except the writer's. */
export const removeFromOthers = (
  entries: ManagedFieldsEntry[],
  writer: Writer,
  fields: FieldSet,
): ManagedFieldsEntry[] =>
  entries.flatMap(entry => (isWriter(entry, writer) ? [entry] : removeFromAll([entry], fields)))

/** Go always writes `metadata`, so the field itself has no owner. */
const withMetadata = (fields: Record<string, unknown>) => ({ metadata: {}, ...fields })

/** Makes the manager the owner of all fields that a create, update or patch has changed. */
export const trackUpdate = (options: {
  kind: Kind
  before?: KubeObject
  after: KubeObject
  /** The part of `after` that will be written, with or without its status. */
  written?: KubeObject
  manager: string
  subresource?: string
  now: Date
}): KubeObject => {
  const { kind, before, after, written = after, manager, subresource, now } = options
  const writer: Writer = { manager, operation: 'Update', subresource }
  const rules = kind.lists ?? {}
  // In a new object, fields with the value that Go writes for an unset field have no owner.
  const old = managedPart(before ?? (toGoForm(kind, { metadata: {} }) as KubeObject))
  const changed = changedFields(rules, withMetadata(old), withMetadata(managedPart(written)))
  const entries = baseEntries(before, after)
  // Like `skipNonAppliedManager`: an object without managers gets none until its first apply.
  if (before && entries.length === 0) return withManagers(after, [])
  const removed = before
    ? (subtract(collectAllFields(rules, old), collectAllFields(rules, managedPart(written))) ?? {})
    : {}
  const kept = removeFromAll(entries, removed)
  if (Object.keys(changed).length === 0 && before) return withManagers(after, kept)
  const own = union(fieldsOfEntry(kept.find(entry => isWriter(entry, writer))), changed)
  const left = removeFromOthers(kept, writer, changed)
  return withManagers(after, withEntry(left, kind, writer, { fields: own, now }))
}

/**
 * Returns the entries in the update if there are any, or else the existing entries. For example,
 * `kubectl apply --server-side` writes entries.
 */
const baseEntries = (before: KubeObject | undefined, after: KubeObject): ManagedFieldsEntry[] => {
  const given = after.metadata.managedFields ?? []
  // A single empty entry removes all entries.
  if (before && isDeepStrictEqual(given, [{}])) return []
  return before && given.length > 0 ? given : (before?.metadata.managedFields ?? [])
}

export const withManagers = (object: KubeObject, entries: ManagedFieldsEntry[]): KubeObject => {
  const { managedFields: _, ...metadata } = object.metadata
  return {
    ...object,
    metadata:
      entries.length > 0 ? { ...metadata, managedFields: entries.toSorted(byAge) } : metadata,
  }
}

/** Sorts like managedfields' `sortEncodedManagedFields`. */
const byAge = (a: ManagedFieldsEntry, b: ManagedFieldsEntry): number =>
  compare(a.operation, b.operation) ||
  compare(a.time, b.time) ||
  compare(a.manager, b.manager) ||
  compare(a.subresource, b.subresource)

const compare = (a = '', b = ''): number => (a < b ? -1 : a > b ? 1 : 0)
