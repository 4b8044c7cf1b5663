import { isDeepStrictEqual } from 'node:util'
import { isObject } from '../../../kube/is-object.mts'
import type { MergeRule } from '../kind.mts'

/**
 * A set of fields in `fieldsV1` format. Each key is one path element: `f:name` for a field, `k:{"key":"value"}`
 * or `v:value` for a list item, or `.` for the parent itself.
 */
export interface FieldSet {
  [pathElement: string]: FieldSet
}

type MergeRules = Record<string, MergeRule>

/** One child of a value, with its path element in a field set. */
interface Child {
  pathElement: string
  value: unknown
  /** The path without indexes. */
  path: string
}

const joinPath = (path: string, field: string): string => (path === '' ? field : `${path}.${field}`)

/**
 * Whether an object at the path and its contents count as one field. The items of a keyed list have the path of the
 * list.
 */
export const isAtomic = (rules: MergeRules, path: string): boolean => {
  const rule = rules[path]
  return rule === 'atomic' || (typeof rule === 'object' && rule.items === 'atomic')
}

/** Lists the children of a value that are merged separately. A leaf has no children. */
export const listChildren = (rules: MergeRules, path: string, value: unknown): Child[] => {
  if (isObject(value))
    return isAtomic(rules, path)
      ? []
      : Object.entries(value).map(([field, child]) => ({
          pathElement: `f:${field}`,
          value: child,
          path: joinPath(path, field),
        }))
  const rule = rules[path]
  if (!Array.isArray(value) || !rule || rule === 'atomic') return []
  if (rule === 'set')
    return value.map(item => ({
      pathElement: `v:${JSON.stringify(item)}`,
      value: item,
      path: `${path}[]`,
    }))
  return value.filter(isObject).map(item => {
    const key = Object.fromEntries(
      rule.keys.filter(name => name in item).map(name => [name, item[name]]),
    )
    return { pathElement: `k:${JSON.stringify(key)}`, value: item, path }
  })
}

/** Whether a map, list or list item is a field in its own right. If so, its field set contains `.`. */
type IsField = (child: Child) => boolean

const isKeyedItem: IsField = ({ pathElement }) => pathElement.startsWith('k:')

/**
 * Collects all fields that a value sets. By default, the field set of a list item with keys also contains `.`, for
 * the item itself.
 */
export const collectFields = (
  rules: MergeRules,
  value: unknown,
  path = '',
  isField: IsField = isKeyedItem,
): FieldSet => {
  const set: FieldSet = {}
  for (const child of listChildren(rules, path, value))
    set[child.pathElement] = collectChildFields(rules, child, isField)
  return set
}

const collectChildFields = (rules: MergeRules, child: Child, isField: IsField): FieldSet => {
  const fields = collectFields(rules, child.value, child.path, isField)
  return !isLeaf(fields) && isField(child) ? { '.': {}, ...fields } : fields
}

/** Collects all fields of a value, and also each map, list and list item as a field in its own right. */
export const collectFieldsAndParents = (rules: MergeRules, value: unknown): FieldSet =>
  collectFields(rules, value, '', () => true)

const hasChildren = (rules: MergeRules, { path, value }: Child, oldValue: unknown): boolean =>
  [value, oldValue].some(item => listChildren(rules, path, item).length > 0)

const isAlwaysField: IsField = () => true

/**
 * Collects the fields of `newValue` that are new or differ from `oldValue`. A new map or list is itself
 * one of these fields.
 */
export const collectChangedFields = (
  rules: MergeRules,
  oldValue: unknown,
  newValue: unknown,
  path = '',
): FieldSet => {
  const oldChildren = new Map(
    listChildren(rules, path, oldValue).map(child => [child.pathElement, child.value]),
  )
  const set: FieldSet = {}
  for (const child of listChildren(rules, path, newValue)) {
    const oldChildValue = oldChildren.get(child.pathElement)
    if (oldChildValue === undefined)
      set[child.pathElement] = collectChildFields(rules, child, isAlwaysField)
    else if (!isDeepStrictEqual(oldChildValue, child.value)) {
      const fields = collectChangedFields(rules, oldChildValue, child.value, child.path)
      // A map or list is not itself a changed field if the only change is that children were removed.
      if (!isLeaf(fields) || !hasChildren(rules, child, oldChildValue))
        set[child.pathElement] = fields
    }
  }
  return set
}

const isLeaf = (set: FieldSet): boolean => Object.keys(set).length === 0

/** Whether the value at a path element is itself a field, not only the parent of fields. */
const includesItself = (subset: FieldSet): boolean => isLeaf(subset) || '.' in subset

/**
 * Adds `.` to the set of a path element if the value there is itself a field. In `fieldsV1`, `.` appears only
 * together with other fields.
 */
const addSelfElement = (isItselfField: boolean, subset: FieldSet): FieldSet =>
  isItselfField && !isLeaf(subset) ? { '.': {}, ...subset } : subset

const childEntriesOf = (set: FieldSet): [string, FieldSet][] =>
  Object.entries(set).filter(([pathElement]) => pathElement !== '.')

/** Returns the fields of `a` that are not in `b`, or undefined if none remain. */
export const subtract = (a: FieldSet, b: FieldSet): FieldSet | undefined => {
  const remaining: FieldSet = {}
  for (const [pathElement, subset] of childEntriesOf(a)) {
    const otherSubset = b[pathElement]
    const difference = otherSubset ? (subtract(subset, otherSubset) ?? {}) : subset
    const isItselfField = includesItself(subset) && !(otherSubset && includesItself(otherSubset))
    if (isItselfField || !isLeaf(difference))
      remaining[pathElement] = otherSubset ? addSelfElement(isItselfField, difference) : subset
  }
  return isLeaf(remaining) ? undefined : remaining
}

export const union = (a: FieldSet, b: FieldSet): FieldSet => {
  const result: FieldSet = Object.fromEntries(childEntriesOf(a))
  for (const [pathElement, subset] of childEntriesOf(b)) {
    const otherSubset = result[pathElement]
    result[pathElement] = otherSubset
      ? addSelfElement(
          includesItself(subset) || includesItself(otherSubset),
          union(otherSubset, subset),
        )
      : subset
  }
  return result
}

/** Adds each map and list that contains a field of the set. */
export const addParents = (set: FieldSet): FieldSet =>
  Object.fromEntries(
    childEntriesOf(set).map(([pathElement, subset]) => [
      pathElement,
      addSelfElement(true, addParents(subset)),
    ]),
  )

/** Returns the paths of leaves that are in both sets. Example: `.data.x`. */
export const findCommonLeaves = (a: FieldSet, b: FieldSet, path = ''): string[] =>
  Object.entries(a).flatMap(([pathElement, subset]) => {
    const otherSubset = b[pathElement]
    if (!otherSubset || pathElement === '.') return []
    const childPath = path + renderPathElement(pathElement)
    return isLeaf(subset) && isLeaf(otherSubset)
      ? [childPath]
      : findCommonLeaves(subset, otherSubset, childPath)
  })

const renderPathElement = (pathElement: string): string => {
  if (pathElement.startsWith('f:')) return `.${pathElement.slice(2)}`
  if (pathElement.startsWith('v:')) return `[=${pathElement.slice(2)}]`
  const key = Object.entries(JSON.parse(pathElement.slice(2)))
  return `[${key.map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(',')}]`
}
