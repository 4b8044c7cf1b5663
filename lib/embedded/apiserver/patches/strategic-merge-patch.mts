import { isObject } from '../../../kube/is-object.mts'
import { badRequest } from '../errors.mts'
import type { MergeRule } from '../kind.mts'

type JsonObject = Record<string, unknown>

/** Merge rules by field path. The path has no list indexes, for example `status.conditions`. */
export type MergeRules = Record<string, MergeRule>

/**
 * Applies a strategic merge patch, like apimachinery's `strategicpatch`. Unlike a merge patch, it merges
 * lists: by the key of their items or as sets, according to `rules`. It also supports the directives
 * `$patch`, `$retainKeys`, `$deleteFromPrimitiveList/x` and `$setElementOrder/x`.
 */
export const applyStrategicMergePatch = (
  rules: MergeRules,
  current: unknown,
  patch: object,
): unknown => mergeObject(rules, '', structuredClone(current) as JsonObject, patch as JsonObject)

const mergeObject = (
  rules: MergeRules,
  path: string,
  current: JsonObject,
  patch: JsonObject,
): JsonObject => {
  const directive = patch.$patch
  if (directive === 'replace') return omitKey(patch, '$patch')
  if (directive === 'delete') return {}
  if (directive !== undefined && directive !== 'merge')
    throw badRequest(`unknown patch type found in patch: [$patch]: ${JSON.stringify(directive)}`)
  const result = applyRetainKeys(current, patch)
  const oldObject = { ...current }
  for (const [key, value] of Object.entries(patch)) {
    if (key.startsWith('$')) continue
    const childPath = path === '' ? key : `${path}.${key}`
    if (value === null) delete result[key]
    else result[key] = mergeValue(rules, childPath, result[key], value)
  }
  applyListDirectives(rules, path, { oldObject, result }, patch)
  return result
}

const omitKey = (object: JsonObject, key: string): JsonObject => {
  const { [key]: _, ...remaining } = object
  return remaining
}

const applyRetainKeys = (current: JsonObject, { $retainKeys: keys }: JsonObject): JsonObject =>
  Array.isArray(keys)
    ? Object.fromEntries(Object.entries(current).filter(([key]) => keys.includes(key)))
    : current

const mergeValue = (rules: MergeRules, path: string, current: unknown, value: unknown): unknown => {
  if (isObject(value)) return mergeObject(rules, path, isObject(current) ? current : {}, value)
  if (!Array.isArray(value)) return value
  const rule = rules[path]
  const list = Array.isArray(current) ? current : []
  if (!rule || rule === 'atomic') return value
  if (rule === 'set')
    return sortItems(list, [...new Set([...list, ...value])], value, identifyByValue)
  return mergeByKey({ rules, path, key: rule.keys[0] ?? 'name' }, list, value)
}

const mergeByKey = (
  { rules, path, key }: { rules: MergeRules; path: string; key: string },
  current: unknown[],
  patch: unknown[],
): unknown[] => {
  const items = patch.filter(isObject)
  const isReplaced = items.some(item => item.$patch === 'replace' && !(key in item))
  let result = isReplaced ? [] : current.filter(isObject)
  for (const item of items) {
    const hasSameKey = (existingItem: JsonObject) => existingItem[key] === item[key]
    if (!(key in item)) {
      if (item.$patch === 'replace') continue
      throw badRequest(`map: ${JSON.stringify(item)} does not contain declared merge key: ${key}`)
    }
    const index = result.findIndex(hasSameKey)
    if (item.$patch === 'delete') result = result.filter(existingItem => !hasSameKey(existingItem))
    else if (index < 0) result.push(mergeObject(rules, path, {}, item))
    else result[index] = mergeObject(rules, path, result[index] ?? {}, item)
  }
  const mergedItems = items.filter(item => item.$patch === undefined)
  return sortItems(current, result, mergedItems, identifyByKey(key))
}

/** Returns the value that identifies a list item. */
type IdGetter = (item: unknown) => unknown

const identifyByValue: IdGetter = item => item
const identifyByKey =
  (key: string): IdGetter =>
  item =>
    isObject(item) ? item[key] : item

/**
 * Sorts the items like apimachinery's `normalizeElementOrder`. Patched items are in the order of the patch.
 * Unpatched items keep their order. An unpatched item comes before the next patched item only if it preceded
 * that item in the old list.
 */
const sortItems = (
  oldItems: unknown[],
  items: unknown[],
  patchItems: unknown[],
  getId: IdGetter,
): unknown[] => {
  const order = patchItems.map(getId)
  const oldOrder = oldItems.map(getId)
  const patchedItems = items
    .filter(item => order.includes(getId(item)))
    .sort((a, b) => order.indexOf(getId(a)) - order.indexOf(getId(b)))
  const unpatchedItems = items.filter(item => !order.includes(getId(item)))
  const result: unknown[] = []
  const getOldPosition = (item: unknown) => oldOrder.indexOf(getId(item))
  while (patchedItems.length > 0 && unpatchedItems.length > 0) {
    const isBefore =
      getOldPosition(patchedItems[0]) >= 0 &&
      getOldPosition(unpatchedItems[0]) < getOldPosition(patchedItems[0])
    result.push((isBefore ? unpatchedItems : patchedItems).shift())
  }
  return [...result, ...patchedItems, ...unpatchedItems]
}

const applyListDirectives = (
  rules: MergeRules,
  path: string,
  { oldObject, result }: { oldObject: JsonObject; result: JsonObject },
  patch: JsonObject,
): void => {
  for (const [directive, values] of Object.entries(patch)) {
    const match = /^\$(deleteFromPrimitiveList|setElementOrder)\/(.+)$/.exec(directive)
    const field = match?.[2]
    if (!field || !Array.isArray(values)) continue
    const list = result[field]
    if (!Array.isArray(list)) continue
    if (match[1] === 'deleteFromPrimitiveList')
      result[field] = list.filter(item => !values.includes(item))
    else {
      const rule = rules[path === '' ? field : `${path}.${field}`]
      const getId =
        typeof rule === 'object' ? identifyByKey(rule.keys[0] ?? 'name') : identifyByValue
      const old = oldObject[field]
      result[field] = sortItems(Array.isArray(old) ? old : [], list, values, getId)
    }
  }
}
