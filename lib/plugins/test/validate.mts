import { closest } from '../../cli/closest.mts'
import { isObject } from '../../kube/is-object.mts'

/** The subset of JSON Schema that `validate` supports. */
export interface Schema {
  [keyword: string]: unknown
  type?: string | string[]
  properties?: Record<string, Schema>
  additionalProperties?: boolean | Schema
  items?: Schema
  propertyNames?: Schema
  anyOf?: Schema[]
  definitions?: Record<string, Schema>
}

export interface SchemaProblem {
  path: (string | number)[]
  /** Whether the problem is the last key of the path, not its value. */
  isKey: boolean
  message: string
  fix: string
}

interface Location {
  root: Schema
  path: (string | number)[]
}

/** Returns each way in which a value does not match a schema. */
export const validate = (value: unknown, root: Schema): SchemaProblem[] =>
  check(value, root, { root, path: [] })

const check = (value: unknown, given: Schema, place: Location): SchemaProblem[] => {
  const schema = resolve(given, place.root)
  if (schema.anyOf) return checkAny(value, schema.anyOf, place)
  const problem = (message: string, fix: string) => [
    { path: place.path, isKey: false, message, fix },
  ]
  if (!isOfAnyType(value, schema.type)) return [wrongType(value, [schema.type ?? []].flat(), place)]
  if (Array.isArray(schema.enum) && !schema.enum.includes(value)) {
    const names = schema.enum.filter(each => typeof each === 'string')
    const near = closest(String(value), names)
    return problem(
      `unknown value ${describe(value)}`,
      `use ${near ? `\`${near}\`` : `one of ${names.join(', ')}`}`,
    )
  }
  const limits = checkLimits(value, schema)
  if (limits) return problem(...limits)
  if (Array.isArray(value))
    return value.flatMap((item, index) =>
      check(item, schema.items ?? {}, { ...place, path: [...place.path, index] }),
    )
  return isObject(value) ? checkObject(value, schema, place) : []
}

/** Reports the problems of the alternative that has the type of the value. */
const checkAny = (value: unknown, alternatives: Schema[], place: Location): SchemaProblem[] => {
  const types = alternatives.flatMap(each => resolve(each, place.root).type ?? [])
  const [fewest] = alternatives
    .filter(each => isOfAnyType(value, resolve(each, place.root).type))
    .map(each => check(value, each, place))
    .toSorted((a, b) => a.length - b.length)
  return fewest ?? [wrongType(value, [...new Set(types)], place)]
}

const wrongType = (value: unknown, types: string[], { path }: Location): SchemaProblem => {
  const names = types.map(article).join(' or ')
  return {
    path,
    isKey: false,
    message: `${describe(value)} is not ${names}`,
    fix: `write ${names}`,
  }
}

const checkLimits = (
  value: unknown,
  schema: Schema,
): [message: string, fix: string] | undefined => {
  const { pattern, minimum, maximum, minLength, minItems, format } = schema
  if (typeof value === 'string') {
    if (typeof pattern === 'string' && !new RegExp(pattern).test(value))
      return [
        `\`${value}\` does not match \`${pattern}\``,
        String(schema.description ?? 'correct it'),
      ]
    if (typeof minLength === 'number' && value.length < minLength)
      return ['the text is empty', 'write a text']
    if (format === 'regex' && !isRegex(value))
      return [`\`${value}\` is not a regular expression`, 'correct the pattern, or use `contains`']
  }
  if (typeof value === 'number')
    if (Number(minimum ?? value) > value || Number(maximum ?? value) < value)
      return [`${value} is out of range`, `use a number from ${minimum} to ${maximum}`]
  if (Array.isArray(value) && value.length < Number(minItems ?? 0))
    return ['the list is empty', 'add an entry']
  return undefined
}

const isRegex = (pattern: string): boolean => {
  try {
    new RegExp(pattern, 'u')
    return true
  } catch {
    return false
  }
}

const checkObject = (
  value: Record<string, unknown>,
  schema: Schema,
  { root, path }: Location,
): SchemaProblem[] => {
  const { properties = {}, additionalProperties = true, propertyNames } = schema
  const required = Array.isArray(schema.required) ? schema.required.map(String) : []
  const missing = required
    .filter(key => !Object.hasOwn(value, key))
    .map(key => ({ path, isKey: false, message: `\`${key}\` is missing`, fix: `add \`${key}:\`` }))
  const found = Object.entries(value).flatMap(([key, each]) => {
    const at = [...path, key]
    const bad = propertyNames && checkLimits(key, propertyNames)
    if (bad)
      return [
        {
          path: at,
          isKey: true,
          message: bad[0],
          fix: 'write an absolute path or the name of a command',
        },
      ]
    const own = Object.hasOwn(properties, key) ? properties[key] : additionalProperties
    if (typeof own === 'object') return check(each, own, { root, path: at })
    return own === false ? [unknownKey(at, key, Object.keys(properties))] : []
  })
  return [...missing, ...found]
}

const unknownKey = (path: (string | number)[], key: string, names: string[]): SchemaProblem => {
  const near = closest(key, names)
  return {
    path,
    isKey: true,
    message: `unknown key \`${key}\``,
    fix: near ? `write \`${near}\`` : `use one of ${names.join(', ')}`,
  }
}

const resolve = (schema: Schema, root: Schema): Schema => {
  const [, name] = /^#\/definitions\/(.+)$/.exec(String(schema.$ref ?? '')) ?? []
  const target = name === undefined ? undefined : root.definitions?.[name]
  return target
    ? { ...target, ...(schema.description ? { description: schema.description } : {}) }
    : schema
}

const isOfAnyType = (value: unknown, types: string | string[] = []): boolean =>
  types.length === 0 || [types].flat().some(type => isOfType(value, type))

const isOfType = (value: unknown, type: string): boolean => {
  if (type === 'null') return value === null
  if (type === 'array') return Array.isArray(value)
  if (type === 'object') return isObject(value)
  if (type === 'integer') return Number.isInteger(value)
  return typeof value === type
}

const articles: Record<string, string> = {
  array: 'a list',
  object: 'a map',
  string: 'a text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  null: 'null',
}

const article = (type: string): string => articles[type] ?? type

const describe = (value: unknown): string => {
  if (Array.isArray(value)) return 'a list'
  return isObject(value) ? 'a map' : `\`${value}\``
}
