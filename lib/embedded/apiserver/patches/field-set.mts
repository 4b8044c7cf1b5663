import { isDeepStrictEqual } from 'node:util'
import type { ListRule } from '../kind.mts'

/** A set of fields as `fieldsV1` writes it: `f:name`, `k:{"key":"value"}` and `v:value` steps. */
export interface FieldSet {
  [step: string]: FieldSet
}

type Json = Record<string, unknown>
type ListRules = Record<string, ListRule>

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** One child of a value, with its step in a field set. */
interface Child {
  step: string
  value: unknown
  /** The path without indexes. */
  path: string
}

const join = (path: string, field: string): string => (path === '' ? field : `${path}.${field}`)

/** What lies inside a value as far as it is merged piece by piece; nothing inside a leaf. */
export const childrenOf = (rules: ListRules, path: string, value: unknown): Child[] => {
  if (isObject(value))
    return Object.entries(value).map(([field, child]) => ({
      step: `f:${field}`,
      value: child,
      path: join(path, field),
    }))
  const rule = rules[path]
  if (!Array.isArray(value) || !rule) return []
  if (rule === 'set')
    return value.map(item => ({
      step: `v:${JSON.stringify(item)}`,
      value: item,
      path: `${path}[]`,
    }))
  return value.filter(isObject).map(item => {
    const key = Object.fromEntries(
      rule.keys.filter(name => name in item).map(name => [name, item[name]]),
    )
    return { step: `k:${JSON.stringify(key)}`, value: item, path }
  })
}

/** All fields that a value sets. An item of a list has itself, `.`, among its fields. */
export const fieldsOf = (rules: ListRules, value: unknown, path = ''): FieldSet => {
  const set: FieldSet = {}
  for (const child of childrenOf(rules, path, value)) {
    const inside = fieldsOf(rules, child.value, child.path)
    set[child.step] = child.step.startsWith('k:') ? { '.': {}, ...inside } : inside
  }
  return set
}

/** The fields of `after` that differ from `before`, or were not there. */
export const changedFields = (
  rules: ListRules,
  before: unknown,
  after: unknown,
  path = '',
): FieldSet => {
  const old = new Map(childrenOf(rules, path, before).map(child => [child.step, child.value]))
  const set: FieldSet = {}
  for (const child of childrenOf(rules, path, after)) {
    const was = old.get(child.step)
    if (was === undefined) set[child.step] = leafOr(rules, child)
    else if (!isDeepStrictEqual(was, child.value))
      set[child.step] = changedFields(rules, was, child.value, child.path)
  }
  return set
}

const leafOr = (rules: ListRules, { step, value, path }: Child): FieldSet => {
  const inside = fieldsOf(rules, value, path)
  return step.startsWith('k:') ? { '.': {}, ...inside } : inside
}

const isLeaf = (set: FieldSet): boolean => Object.keys(set).length === 0

/** The fields of `a` that are not in `b`; undefined when none is left. */
export const subtract = (a: FieldSet, b: FieldSet): FieldSet | undefined => {
  const rest: FieldSet = {}
  for (const [step, inside] of Object.entries(a)) {
    const other = b[step]
    if (!other) rest[step] = inside
    else if (!isLeaf(inside)) {
      const left = subtract(inside, other)
      if (left) rest[step] = left
    }
  }
  return isLeaf(rest) ? undefined : rest
}

export const union = (a: FieldSet, b: FieldSet): FieldSet => {
  const all: FieldSet = { ...a }
  for (const [step, inside] of Object.entries(b)) all[step] = union(all[step] ?? {}, inside)
  return all
}

/** The paths of the leaves that both have, as in `.data.x`. */
export const commonLeaves = (a: FieldSet, b: FieldSet, path = ''): string[] =>
  Object.entries(a).flatMap(([step, inside]) => {
    const other = b[step]
    if (!other || step === '.') return []
    const here = path + renderStep(step)
    return isLeaf(inside) || isLeaf(other) ? [here] : commonLeaves(inside, other, here)
  })

const renderStep = (step: string): string => {
  if (step.startsWith('f:')) return `.${step.slice(2)}`
  if (step.startsWith('v:')) return `[=${step.slice(2)}]`
  const key = Object.entries(JSON.parse(step.slice(2)))
  return `[${key.map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(',')}]`
}
