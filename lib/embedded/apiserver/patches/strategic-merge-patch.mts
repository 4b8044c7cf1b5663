import { badRequest } from '../errors.mts'
import type { ListRule } from '../kind.mts'

type Json = Record<string, unknown>

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** By path without indexes, as in `status.conditions`. */
export type ListRules = Record<string, ListRule>

/**
 * A strategic merge patch, as apimachinery's `strategicpatch`: like a merge patch, but lists that have
 * a rule are merged by their items' key or as sets, and directives (`$patch`, `$retainKeys`,
 * `$deleteFromPrimitiveList/x`, `$setElementOrder/x`) say what a merge alone cannot.
 */
export const applyStrategicMergePatch = (
  rules: ListRules,
  current: unknown,
  patch: unknown,
): unknown => {
  if (!isObject(patch)) throw badRequest('error decoding patch: it is not an object')
  return mergeObject(rules, '', structuredClone(current) as Json, patch)
}

const mergeObject = (rules: ListRules, path: string, current: Json, patch: Json): Json => {
  const directive = patch.$patch
  if (directive === 'replace') return without(patch, '$patch')
  if (directive === 'delete') return {}
  if (directive !== undefined && directive !== 'merge')
    throw badRequest(`unknown patch type found in patch: [$patch]: ${directive}`)
  const result = retained(current, patch)
  for (const [key, value] of Object.entries(patch)) {
    if (key.startsWith('$')) continue
    const inside = path === '' ? key : `${path}.${key}`
    if (value === null) delete result[key]
    else result[key] = mergeValue(rules, inside, result[key], value)
  }
  applyListDirectives(rules, path, result, patch)
  return result
}

const without = (object: Json, key: string): Json => {
  const { [key]: _, ...rest } = object
  return rest
}

const retained = (current: Json, { $retainKeys: keys }: Json): Json =>
  Array.isArray(keys)
    ? Object.fromEntries(Object.entries(current).filter(([key]) => keys.includes(key)))
    : current

const mergeValue = (rules: ListRules, path: string, current: unknown, value: unknown): unknown => {
  if (isObject(value)) return mergeObject(rules, path, isObject(current) ? current : {}, value)
  if (!Array.isArray(value)) return value
  const rule = rules[path]
  const list = Array.isArray(current) ? current : []
  if (!rule) return value
  if (rule === 'set') return [...new Set([...list, ...value])]
  return mergeByKey(rules, path, rule.keys[0] ?? 'name', list, value)
}

const mergeByKey = (
  rules: ListRules,
  path: string,
  key: string,
  current: unknown[],
  patch: unknown[],
): unknown[] => {
  const items = patch.filter(isObject)
  const replacing = items.some(item => item.$patch === 'replace' && !(key in item))
  let result = replacing ? [] : current.filter(isObject)
  for (const item of items) {
    const same = (other: Json) => other[key] === item[key]
    if (!(key in item)) {
      if (item.$patch === 'replace') continue
      throw badRequest(`map: ${JSON.stringify(item)} does not contain declared merge key: ${key}`)
    }
    const index = result.findIndex(same)
    if (item.$patch === 'delete') result = result.filter(other => !same(other))
    else if (index < 0) result.push(mergeObject(rules, path, {}, item))
    else result[index] = mergeObject(rules, path, result[index] ?? {}, item)
  }
  return result
}

const applyListDirectives = (rules: ListRules, path: string, result: Json, patch: Json): void => {
  for (const [directive, values] of Object.entries(patch)) {
    const match = /^\$(deleteFromPrimitiveList|setElementOrder)\/(.+)$/.exec(directive)
    const field = match?.[2]
    if (!field || !Array.isArray(values)) continue
    const list = result[field]
    if (!Array.isArray(list)) continue
    if (match[1] === 'deleteFromPrimitiveList')
      result[field] = list.filter(item => !values.includes(item))
    else result[field] = ordered(rules[path === '' ? field : `${path}.${field}`], list, values)
  }
}

/** The items in the order that is asked for; those not mentioned keep their places behind. */
const ordered = (rule: ListRule | undefined, list: unknown[], order: unknown[]): unknown[] => {
  const key = rule && rule !== 'set' ? (rule.keys[0] ?? 'name') : undefined
  const idOf = (item: unknown) => (key && isObject(item) ? item[key] : item)
  const ids = order.map(idOf)
  const rank = (item: unknown) => {
    const index = ids.indexOf(idOf(item))
    return index < 0 ? ids.length : index
  }
  return [...list].sort((a, b) => rank(a) - rank(b))
}
