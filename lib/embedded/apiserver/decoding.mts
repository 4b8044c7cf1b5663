import { messageOf } from '../../cli/errors.mts'
import { isQuantity } from '../../kube/quantity.mts'
import { parseGoTime } from '../../npd/go/rfc3339.mts'
import type { MergeRule } from './kind.mts'
import { jsonTypeOf } from './parse-json.mts'
import type { ObjectSchema, ScalarSchema, Schema } from './schema.mts'

/** Finds unknown fields, and values of the wrong type, in request bodies. */

const goTypes = { int32: 'int32', int64: 'int64', 'date-time': 'string' }

/**
 * Returns Go's name for a type, such as `[]v1.Container`. For an object type, the name is the last two parts
 * of its OpenAPI name.
 */
const getGoTypeName = (schema: Schema): string => {
  if (schema.goType) return schema.goType
  if (schema.type === 'list') return `[]${getGoTypeName(schema.items)}`
  if (schema.type === 'map') return `map[string]${getGoTypeName(schema.values)}`
  if (schema.type === 'object') return schema.name?.split('.').slice(-2).join('.') ?? 'object'
  if (schema.type === 'integer') return goTypes[schema.format ?? 'int64']
  return schema.type === 'boolean' ? 'bool' : schema.type
}

const jsonTypes: Record<Schema['type'], string[]> = {
  string: ['string'],
  boolean: ['bool'],
  integer: ['number'],
  'int-or-string': ['number', 'string'],
  list: ['array'],
  map: ['object'],
  object: ['object'],
  any: ['string', 'bool', 'number', 'array', 'object'],
}

/**
 * Finds the first value of the wrong type and returns the error message of Go's `encoding/json`. The
 * message identifies the field by its struct and its path without indexes, for example
 * `EnvVar.spec.containers.env.value`.
 */
export const findTypeError = (
  schema: Schema,
  value: unknown,
  structName = '',
  path: string[] = [],
): string | undefined => {
  if (value === null || value === undefined || schema.type === 'any') return undefined
  const type = jsonTypeOf(value)
  if (!jsonTypes[schema.type].includes(type))
    return `json: cannot unmarshal ${type} into Go struct field ${[structName, ...path].join('.')} of type ${getGoTypeName(schema)}`
  if (schema.type === 'string' && schema.format === 'date-time') return findTimeError(String(value))
  if (schema.type === 'integer' && !isValidInteger(schema, Number(value)))
    return `json: cannot unmarshal number ${value} into Go struct field ${[structName, ...path].join('.')} of type ${getGoTypeName(schema)}`
  if (schema.type === 'int-or-string') return findQuantityError(schema, value)
  const name = schema.type === 'object' ? (getStructName(schema) ?? structName) : structName
  return findFirst(listChildren(schema, value), child =>
    findTypeError(child.schema, child.value, name, [...path, ...toGoPathElements(child)]),
  )
}

const emptyValues: Partial<Record<Schema['type'], () => unknown>> = {
  string: () => '',
  boolean: () => false,
  integer: () => 0,
  'int-or-string': () => 0,
  map: () => ({}),
  object: () => ({}),
}

/**
 * Replaces null in lists and maps with empty values, as Go does when it decodes JSON. Does not replace
 * null in fields of objects, where it has the same effect as a missing field.
 */
export const replaceNulls = (schema: Schema, value: unknown): void => {
  if (typeof value !== 'object' || value === null) return
  for (const [key, item] of Object.entries(value)) {
    const childSchema = findChildSchema(schema, key)
    const createEmptyValue =
      schema.type === 'object' ? undefined : childSchema && emptyValues[childSchema.type]
    if (item === null && createEmptyValue) Object.assign(value, { [key]: createEmptyValue() })
    else if (childSchema) replaceNulls(childSchema, item)
  }
}

const findChildSchema = (schema: Schema, key: string): Schema | undefined => {
  if (schema.type === 'list') return schema.items
  if (schema.type === 'map') return schema.values
  return schema.type === 'object' && Object.hasOwn(schema.fields, key)
    ? schema.fields[key]
    : undefined
}

const isValidInteger = ({ format }: ScalarSchema, value: number): boolean =>
  Number.isInteger(value) && Math.abs(value) <= (format === 'int32' ? 2 ** 31 : 2 ** 63)

/** Returns the error of `resource.Quantity`'s `UnmarshalJSON`, if any. */
const findQuantityError = ({ goFormat }: ScalarSchema, value: unknown): string | undefined =>
  goFormat !== 'Quantity' || isQuantity(String(value))
    ? undefined
    : "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"

/** Returns the error of `metav1.Time`'s `UnmarshalJSON`, if any. */
const findTimeError = (text: string): string | undefined => {
  try {
    parseGoTime(text)
    return undefined
  } catch (error) {
    return messageOf(error)
  }
}

/** Returns the name of the Go struct. Example: `NodeSpec`. */
const getStructName = ({ goType, name }: ObjectSchema & Schema): string | undefined =>
  (goType ?? name)?.split('.').at(-1)

const toGoPathElements = ({ schema, field }: { schema: Schema; field?: string }): string[] =>
  field === undefined ? [] : [...(schema.goInlinedStruct ? [schema.goInlinedStruct] : []), field]

const findFirst = <T, R>(items: T[], find: (item: T) => R | undefined): R | undefined => {
  for (const item of items) {
    const found = find(item)
    if (found !== undefined) return found
  }
  return undefined
}

interface Child {
  schema: Schema
  value: unknown
  /** The field name in the schema, or undefined for list and map items. */
  field?: string
  /** The path element of this child in `UnknownField.path`. For a list item, it contains the index. */
  pathElement: string
  /**
   * The path element of this child in `UnknownField.keyedPath`. For an item of a list with keys, it contains the keys.
   * For an item of a set, it contains the value. For any other list item, it contains the index.
   */
  keyedPathElement: string
}

const listChildren = (schema: Schema, value: unknown): Child[] => {
  if (schema.type === 'list' && Array.isArray(value))
    return value.map((item, index) => ({
      schema: schema.items,
      value: item,
      pathElement: `[${index}]`,
      keyedPathElement: renderKeyedPathElement(schema.rule, item, index),
    }))
  if (typeof value !== 'object' || value === null) return []
  const entries = Object.entries(value)
  if (schema.type === 'map')
    return entries.map(([key, item]) => createChild(schema.values, item, key))
  if (schema.type !== 'object') return []
  return entries.flatMap(([field, item]) => {
    const fieldSchema = Object.hasOwn(schema.fields, field) ? schema.fields[field] : undefined
    return fieldSchema ? [{ ...createChild(fieldSchema, item, field), field }] : []
  })
}

const createChild = (schema: Schema, value: unknown, key: string): Child => ({
  schema,
  value,
  pathElement: `.${key}`,
  keyedPathElement: `.${key}`,
})

/** Renders a path element like structured-merge-diff's `PathElement.String`. */
const renderKeyedPathElement = (
  rule: MergeRule | undefined,
  item: unknown,
  index: number,
): string => {
  if (rule === 'set') return `[=${JSON.stringify(item)}]`
  if (typeof rule !== 'object' || typeof item !== 'object' || item === null) return `[${index}]`
  const values = Object.entries(item).filter(([field]) => rule.keys.includes(field))
  return `[${values.map(([field, value]) => `${field}=${JSON.stringify(value)}`).join(',')}]`
}

/** A field that is not in the schema of the resource kind, and the object that contains it. */
export interface UnknownField {
  /** Example: `spec.containers[0].foo`. */
  path: string
  /** Example: `.spec.containers[name="c"].foo`. */
  keyedPath: string
  parent: Record<string, unknown>
  field: string
}

/**
 * Lists the fields that are not in the schema. With `fieldValidation=Strict`, which kubectl sets,
 * they are an error. By default, the server drops them and returns warnings.
 */
export const listUnknownFields = (
  schema: Schema,
  value: unknown,
  path = '',
  keyedPath = '',
): UnknownField[] => {
  const nestedFields = listChildren(schema, value).flatMap(child =>
    listUnknownFields(
      child.schema,
      child.value,
      path + child.pathElement,
      keyedPath + child.keyedPathElement,
    ),
  )
  if (schema.type !== 'object' || typeof value !== 'object' || value === null) return nestedFields
  const parent = value as Record<string, unknown>
  const unknownFields = Object.keys(parent)
    .filter(field => !Object.hasOwn(schema.fields, field))
    .map(field => ({
      path: `${path}.${field}`.replace(/^\./, ''),
      keyedPath: `${keyedPath}.${field}`,
      parent,
      field,
    }))
  return [...unknownFields, ...nestedFields].sort((a, b) => (a.path < b.path ? -1 : 1))
}

/**
 * Whether a value has only known fields of the correct type. Most values are valid, and this check is
 * much faster than building the paths of all fields.
 */
export const isValid = (schema: Schema, value: unknown): boolean => {
  if (value === null || value === undefined || schema.type === 'any') return true
  if (schema.type === 'list')
    return Array.isArray(value) && value.every(item => isValid(schema.items, item))
  if (schema.type !== 'map' && schema.type !== 'object')
    return findTypeError(schema, value) === undefined
  if (typeof value !== 'object' || Array.isArray(value)) return false
  return Object.entries(value).every(([key, item]) => {
    const childSchema = findChildSchema(schema, key)
    return childSchema !== undefined && isValid(childSchema, item)
  })
}
