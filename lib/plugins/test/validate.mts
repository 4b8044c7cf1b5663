import { findSimilar } from '../../cli/closest.mts'
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

interface ValidationContext {
  root: Schema
  path: (string | number)[]
}

/** Returns the problems of a value that does not match a schema. */
export const validate = (value: unknown, root: Schema): SchemaProblem[] =>
  checkValue(value, root, { root, path: [] })

const checkValue = (
  value: unknown,
  unresolvedSchema: Schema,
  context: ValidationContext,
): SchemaProblem[] => {
  const schema = resolveReference(unresolvedSchema, context.root)
  if (schema.anyOf) return checkAlternatives(value, schema.anyOf, context)
  const createProblem = (message: string, fix: string) => [
    { path: context.path, isKey: false, message, fix },
  ]
  if (!isOfAnyType(value, schema.type))
    return [createTypeProblem(value, [schema.type ?? []].flat(), context)]
  if (Array.isArray(schema.enum) && !schema.enum.includes(value)) {
    const names = schema.enum.filter(allowedValue => typeof allowedValue === 'string')
    const suggestion = findSimilar(String(value), names)
    return createProblem(
      `unknown value ${describeValue(value)}`,
      `use ${suggestion ? `\`${suggestion}\`` : `one of ${names.join(', ')}`}`,
    )
  }
  const limitProblem = checkLimits(value, schema)
  if (limitProblem) return createProblem(...limitProblem)
  if (Array.isArray(value))
    return value.flatMap((item, index) =>
      checkValue(item, schema.items ?? {}, { ...context, path: [...context.path, index] }),
    )
  return isObject(value) ? checkObject(value, schema, context) : []
}

/** Returns the problems of the alternative that matches best and has the type of the value. */
const checkAlternatives = (
  value: unknown,
  alternatives: Schema[],
  context: ValidationContext,
): SchemaProblem[] => {
  const types = alternatives.flatMap(
    alternative => resolveReference(alternative, context.root).type ?? [],
  )
  const [fewestProblems] = alternatives
    .filter(alternative => isOfAnyType(value, resolveReference(alternative, context.root).type))
    .map(alternative => checkValue(value, alternative, context))
    .toSorted((a, b) => a.length - b.length)
  return fewestProblems ?? [createTypeProblem(value, [...new Set(types)], context)]
}

const createTypeProblem = (
  value: unknown,
  types: string[],
  { path }: ValidationContext,
): SchemaProblem => {
  const typeNames = types.map(describeType).join(' or ')
  return {
    path,
    isKey: false,
    message: `${describeValue(value)} is not ${typeNames}`,
    fix: `write ${typeNames}`,
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
      return ['the string is empty', 'write a non-empty string']
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
  { root, path }: ValidationContext,
): SchemaProblem[] => {
  const { properties = {}, additionalProperties = true, propertyNames } = schema
  const required = Array.isArray(schema.required) ? schema.required.map(String) : []
  const missing = required
    .filter(key => !Object.hasOwn(value, key))
    .map(key => ({ path, isKey: false, message: `\`${key}\` is missing`, fix: `add \`${key}:\`` }))
  const found = Object.entries(value).flatMap(([key, propertyValue]) => {
    const keyPath = [...path, key]
    const nameProblem = propertyNames && checkLimits(key, propertyNames)
    if (nameProblem)
      return [
        {
          path: keyPath,
          isKey: true,
          message: nameProblem[0],
          fix: 'write an absolute path or the name of a command',
        },
      ]
    const propertySchema = Object.hasOwn(properties, key) ? properties[key] : additionalProperties
    if (typeof propertySchema === 'object')
      return checkValue(propertyValue, propertySchema, { root, path: keyPath })
    return propertySchema === false
      ? [createUnknownKeyProblem(keyPath, key, Object.keys(properties))]
      : []
  })
  return [...missing, ...found]
}

const createUnknownKeyProblem = (
  path: (string | number)[],
  key: string,
  names: string[],
): SchemaProblem => {
  const suggestion = findSimilar(key, names)
  return {
    path,
    isKey: true,
    message: `unknown key \`${key}\``,
    fix: suggestion ? `write \`${suggestion}\`` : `use one of ${names.join(', ')}`,
  }
}

const resolveReference = (schema: Schema, root: Schema): Schema => {
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

const typeDescriptions: Record<string, string> = {
  array: 'a list',
  object: 'a map',
  string: 'a string',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  null: 'null',
}

const describeType = (type: string): string => typeDescriptions[type] ?? type

const describeValue = (value: unknown): string => {
  if (Array.isArray(value)) return 'a list'
  return isObject(value) ? 'a map' : `\`${value}\``
}
