import { isDeepStrictEqual } from 'node:util'
import { isObject } from '../../../kube/is-object.mts'
import type { KubeObject, ManagedFieldsEntry } from '../../../kube/types.mts'
import { applyConflict, badRequest } from '../errors.mts'
import type { Kind, ListRule } from '../kind.mts'
import {
  changedFields,
  collectFields,
  commonLeaves,
  type FieldSet,
  isAtomic,
  listChildren,
  subtract,
  union,
  withParents,
} from './field-set.mts'
import { inheritedFields, withLastApplied } from './last-applied.mts'
import {
  fieldsOfEntry,
  isWriter,
  managedPart,
  removeFromOthers,
  type Writer,
  withEntry,
  withManagers,
} from './managed-fields.mts'

export interface ApplyRequest {
  kind: Kind
  /** The existing object. Undefined if the object is new. */
  current?: KubeObject
  /** The fields that the manager applies. */
  applied: KubeObject
  manager: string
  /** Whether to take over fields of other managers instead of failing. */
  force: boolean
  subresource?: string
  now: Date
}

type Json = Record<string, unknown>
type ListRules = Record<string, ListRule>

/**
 * Performs a server-side apply. The applied fields are set and owned by the manager. Fields that
 * the manager no longer applies are removed, unless another manager also owns them. Throws 409 if
 * another manager owns a field with a different value.
 */
export const applyServerSide = (request: ApplyRequest): KubeObject => {
  const { kind, current, applied, manager, force, subresource, now } = request
  if (applied.metadata.managedFields) throw badRequest('metadata.managedFields must be nil')
  const rules = kind.lists ?? {}
  const writer: Writer = { manager, operation: 'Apply', subresource }
  const entries = currentEntries(kind, current)
  const wanted = managedPart(applied)
  const fields = collectFields(rules, wanted)
  const changing = changedFields(rules, current ? managedPart(current) : {}, wanted)
  const others = entries.filter(entry => !isWriter(entry, writer))
  const contested = subtract(changing, inheritedFields(rules, current, manager)) ?? {}
  if (!force) checkConflicts(others, contested)
  const left = removeFromOthers(entries, writer, changing)
  const before = fieldsOfEntry(entries.find(entry => isWriter(entry, writer)))
  const orphaned = orphanedFields(
    before,
    fields,
    left.filter(entry => !isWriter(entry, writer)),
  )
  const base = current ? removeFields(rules, current, orphaned) : buildIdentity(applied)
  const merged = withLastApplied(mergeApplied(rules, base, wanted) as KubeObject, applied, manager)
  const unchanged = current && isDeepStrictEqual(managedPart(merged), managedPart(current))
  if (unchanged && isDeepStrictEqual(before, fields)) return current
  return withManagers(
    merged,
    withEntry(left, kind, writer, { fields, now: unchanged ? undefined : now }),
  )
}

/** Returns the object's entries. If there are none, returns one for the manager `before-first-apply`. */
const currentEntries = (kind: Kind, current: KubeObject | undefined): ManagedFieldsEntry[] => {
  if (!current) return []
  const { managedFields = [] } = current.metadata
  if (managedFields.length > 0) return managedFields
  const writer: Writer = { manager: 'before-first-apply', operation: 'Update' }
  return withEntry([], kind, writer, {
    fields: collectFields(kind.lists ?? {}, managedPart(current)),
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

const checkConflicts = (others: ManagedFieldsEntry[], changing: FieldSet): void => {
  const conflicts = others.flatMap(entry =>
    commonLeaves(changing, fieldsOfEntry(entry))
      .toSorted()
      .map(field => ({ entry, field })),
  )
  if (conflicts.length === 0) return
  const causes = conflicts.map(({ entry, field }) => ({
    reason: 'FieldManagerConflict',
    message: `conflict with ${renderManager(entry)}`,
    field,
  }))
  throw applyConflict(renderConflicts(others, conflicts), causes)
}

const renderManager = ({ manager, subresource, apiVersion, operation }: ManagedFieldsEntry) =>
  [
    `"${manager}"`,
    ...(subresource ? [`with subresource "${subresource}"`] : []),
    ...(operation === 'Update' ? [`using ${apiVersion}`] : []),
  ].join(' ')

const renderConflicts = (
  others: ManagedFieldsEntry[],
  conflicts: { entry: ManagedFieldsEntry; field: string }[],
): string => {
  const groups = others
    .map(entry => ({ entry, fields: conflicts.filter(c => c.entry === entry).map(c => c.field) }))
    .filter(({ fields }) => fields.length > 0)
  const texts = groups.map(({ entry, fields }) =>
    fields.length === 1
      ? `conflict with ${renderManager(entry)}: ${fields[0]}`
      : `conflicts with ${renderManager(entry)}:\n${fields.map(field => `- ${field}`).join('\n')}`,
  )
  const count = conflicts.length === 1 ? '1 conflict' : `${conflicts.length} conflicts`
  return `Apply failed with ${count}: ${texts.join('\n')}`
}

const orphanedFields = (
  before: FieldSet,
  after: FieldSet,
  others: ManagedFieldsEntry[],
): FieldSet => {
  const ownedByOthers = others.map(fieldsOfEntry).reduce(union, {})
  // A map is not removed if another manager owns a field in it.
  return subtract(subtract(before, after) ?? {}, withParents(ownedByOthers)) ?? {}
}

/** Returns a copy without these fields. A list item is removed if `.` is among its fields. */
const removeFields = <T,>(rules: ListRules, value: T, fields: FieldSet, path = ''): T => {
  const copy = structuredClone(value)
  removeIn(rules, copy, fields, path)
  return copy
}

const removeIn = (rules: ListRules, value: unknown, fields: FieldSet, path: string): void => {
  for (const child of listChildren(rules, path, value)) {
    const inside = fields[child.step]
    if (!inside) continue
    const isItem = Array.isArray(value)
    const whole = Object.keys(inside).length === 0 || (isItem && '.' in inside)
    if (!whole) removeIn(rules, child.value, inside, child.path)
    else if (Array.isArray(value)) value.splice(value.indexOf(child.value), 1)
    else delete (value as Json)[child.step.slice(2)]
  }
}

const mergeApplied = (rules: ListRules, base: unknown, wanted: unknown, path = ''): unknown => {
  if (isAtomic(rules, path) && isObject(wanted)) return structuredClone(wanted)
  if (isObject(wanted)) {
    const result: Json = isObject(base) ? structuredClone(base) : {}
    for (const [key, value] of Object.entries(wanted))
      result[key] = mergeApplied(rules, result[key], value, path === '' ? key : `${path}.${key}`)
    return result
  }
  const rule = rules[path]
  if (!Array.isArray(wanted) || !rule || rule === 'atomic') return structuredClone(wanted)
  const list = Array.isArray(base) ? structuredClone(base) : []
  const steps = listChildren(rules, path, list).map(({ step }) => step)
  for (const child of listChildren(rules, path, wanted)) {
    const index = steps.indexOf(child.step)
    if (index < 0) list.push(structuredClone(child.value))
    else list[index] = mergeApplied(rules, list[index], child.value, path)
  }
  return list
}
