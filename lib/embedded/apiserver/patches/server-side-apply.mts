import { isDeepStrictEqual } from 'node:util'
import { renderCount } from '../../../cli/join-words.mts'
import { isObject } from '../../../kube/is-object.mts'
import type { KubeObject, ManagedFieldsEntry } from '../../../kube/types.mts'
import { badRequest, serverSideApplyConflict } from '../errors.mts'
import type { Kind, MergeRule } from '../kind.mts'
import {
  addParents,
  collectChangedFields,
  collectFields,
  type FieldSet,
  findCommonLeaves,
  isAtomic,
  listChildren,
  subtract,
  union,
} from './field-set.mts'
import { findInheritedFields, updateLastApplied } from './last-applied.mts'
import {
  belongsToWriter,
  fieldsOfEntry,
  omitSystemFields,
  removeFieldsFromOtherEntries,
  replaceEntry,
  setManagedFields,
  type Writer,
} from './managed-fields.mts'

export interface ApplyRequest {
  kind: Kind
  /** The existing object, or undefined if the object is new. */
  current?: KubeObject
  /** The fields that the manager applies. */
  appliedObject: KubeObject
  manager: string
  /** Whether to take over fields of other managers instead of failing. */
  force: boolean
  subresource?: string
  now: Date
}

type JsonObject = Record<string, unknown>
type MergeRules = Record<string, MergeRule>

/**
 * Performs a server-side apply. Sets the applied fields and makes the manager their owner. Removes fields that the
 * manager no longer applies, unless another manager also owns them. Without `force`, throws 409 if the apply
 * changes a field that another manager owns. Fields from `findInheritedFields` are exempt.
 */
export const applyServerSide = (request: ApplyRequest): KubeObject => {
  const { kind, current, appliedObject, manager, force, subresource, now } = request
  if (appliedObject.metadata.managedFields) throw badRequest('metadata.managedFields must be nil')
  const rules = kind.mergeRules ?? {}
  const writer: Writer = { manager, operation: 'Apply', subresource }
  const entries = getCurrentEntries(kind, current)
  const appliedContent = omitSystemFields(appliedObject)
  const appliedFields = collectFields(rules, appliedContent)
  const changedFields = collectChangedFields(
    rules,
    current ? omitSystemFields(current) : {},
    appliedContent,
  )
  const otherEntries = entries.filter(entry => !belongsToWriter(entry, writer))
  const contestedFields =
    subtract(changedFields, findInheritedFields(rules, current, manager)) ?? {}
  if (!force) checkConflicts(otherEntries, contestedFields)
  const remainingEntries = removeFieldsFromOtherEntries(entries, writer, changedFields)
  const previousFields = fieldsOfEntry(entries.find(entry => belongsToWriter(entry, writer)))
  const orphanedFields = findOrphanedFields(
    previousFields,
    appliedFields,
    remainingEntries.filter(entry => !belongsToWriter(entry, writer)),
  )
  const base = current ? removeFields(rules, current, orphanedFields) : buildIdentity(appliedObject)
  const mergedObject = updateLastApplied(
    mergeAppliedContent(rules, base, appliedContent) as KubeObject,
    appliedObject,
    manager,
  )
  const isUnchanged =
    current && isDeepStrictEqual(omitSystemFields(mergedObject), omitSystemFields(current))
  if (isUnchanged && isDeepStrictEqual(previousFields, appliedFields)) return current
  return setManagedFields(
    mergedObject,
    replaceEntry(remainingEntries, kind, writer, {
      fields: appliedFields,
      changeTime: isUnchanged ? undefined : now,
    }),
  )
}

/**
 * Returns the object's entries. If an existing object has no entries, returns one for the manager
 * `before-first-apply`.
 */
const getCurrentEntries = (kind: Kind, current: KubeObject | undefined): ManagedFieldsEntry[] => {
  if (!current) return []
  const { managedFields = [] } = current.metadata
  if (managedFields.length > 0) return managedFields
  const writer: Writer = { manager: 'before-first-apply', operation: 'Update' }
  return replaceEntry([], kind, writer, {
    fields: collectFields(kind.mergeRules ?? {}, omitSystemFields(current)),
  })
}

const buildIdentity = ({
  apiVersion,
  kind,
  metadata: { name, namespace },
}: KubeObject): KubeObject => ({
  apiVersion,
  kind,
  metadata: { name, ...(namespace && { namespace }) },
})

const checkConflicts = (otherEntries: ManagedFieldsEntry[], contestedFields: FieldSet): void => {
  const conflicts = otherEntries.flatMap(entry =>
    findCommonLeaves(contestedFields, fieldsOfEntry(entry))
      .toSorted()
      .map(field => ({ entry, field })),
  )
  if (conflicts.length === 0) return
  const causes = conflicts.map(({ entry, field }) => ({
    reason: 'FieldManagerConflict',
    message: `conflict with ${renderManager(entry)}`,
    field,
  }))
  throw serverSideApplyConflict(renderConflicts(otherEntries, conflicts), causes)
}

const renderManager = ({ manager, subresource, apiVersion, operation }: ManagedFieldsEntry) =>
  [
    `"${manager}"`,
    ...(subresource ? [`with subresource "${subresource}"`] : []),
    ...(operation === 'Update' ? [`using ${apiVersion}`] : []),
  ].join(' ')

const renderConflicts = (
  otherEntries: ManagedFieldsEntry[],
  conflicts: { entry: ManagedFieldsEntry; field: string }[],
): string => {
  const groups = otherEntries
    .map(entry => ({
      entry,
      fields: conflicts.filter(conflict => conflict.entry === entry).map(({ field }) => field),
    }))
    .filter(({ fields }) => fields.length > 0)
  const messages = groups.map(({ entry, fields }) =>
    fields.length === 1
      ? `conflict with ${renderManager(entry)}: ${fields[0]}`
      : `conflicts with ${renderManager(entry)}:\n${fields.map(field => `- ${field}`).join('\n')}`,
  )
  return `Apply failed with ${renderCount(conflicts.length, 'conflict')}: ${messages.join('\n')}`
}

const findOrphanedFields = (
  previousFields: FieldSet,
  appliedFields: FieldSet,
  otherEntries: ManagedFieldsEntry[],
): FieldSet => {
  const fieldsOfOthers = otherEntries.map(fieldsOfEntry).reduce(union, {})
  // A map is not removed if another manager owns a field in it.
  return subtract(subtract(previousFields, appliedFields) ?? {}, addParents(fieldsOfOthers)) ?? {}
}

/** Returns a copy of the value without `fields`. A list item is removed if its field set contains `.`. */
const removeFields = <T,>(rules: MergeRules, value: T, fields: FieldSet, path = ''): T => {
  const copy = structuredClone(value)
  removeFieldsInPlace(rules, copy, fields, path)
  return copy
}

const removeFieldsInPlace = (
  rules: MergeRules,
  value: unknown,
  fields: FieldSet,
  path: string,
): void => {
  for (const child of listChildren(rules, path, value)) {
    const subset = fields[child.pathElement]
    if (!subset) continue
    const isItem = Array.isArray(value)
    const isFullyRemoved = Object.keys(subset).length === 0 || (isItem && '.' in subset)
    if (!isFullyRemoved) removeFieldsInPlace(rules, child.value, subset, child.path)
    else if (Array.isArray(value)) value.splice(value.indexOf(child.value), 1)
    else delete (value as JsonObject)[child.pathElement.slice(2)]
  }
}

const mergeAppliedContent = (
  rules: MergeRules,
  base: unknown,
  appliedContent: unknown,
  path = '',
): unknown => {
  if (isAtomic(rules, path) && isObject(appliedContent)) return structuredClone(appliedContent)
  if (isObject(appliedContent)) {
    const result: JsonObject = isObject(base) ? structuredClone(base) : {}
    for (const [key, value] of Object.entries(appliedContent))
      result[key] = mergeAppliedContent(
        rules,
        result[key],
        value,
        path === '' ? key : `${path}.${key}`,
      )
    return result
  }
  const rule = rules[path]
  if (!Array.isArray(appliedContent) || !rule || rule === 'atomic')
    return structuredClone(appliedContent)
  const list = Array.isArray(base) ? structuredClone(base) : []
  const pathElements = listChildren(rules, path, list).map(({ pathElement }) => pathElement)
  for (const child of listChildren(rules, path, appliedContent)) {
    const index = pathElements.indexOf(child.pathElement)
    if (index < 0) list.push(structuredClone(child.value))
    else list[index] = mergeAppliedContent(rules, list[index], child.value, path)
  }
  return list
}
