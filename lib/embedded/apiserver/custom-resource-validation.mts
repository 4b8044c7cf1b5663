import { invalidField, requiredField, unsupportedField } from './field-errors.mts'
import type { FieldError } from './kind.mts'
import type { Schema } from './schema.mts'

const typeNames: Partial<Record<Schema['type'], string>> = {
  list: 'array',
  map: 'object',
}

const typeOf = (value: unknown): string => {
  if (Array.isArray(value)) return 'array'
  return Number.isInteger(value) ? 'integer' : typeof value
}

const join = (path: string, field: string): string => (path === '' ? field : `${path}.${field}`)

/**
 * Validates an object against the schema of its custom resource: types, required fields and allowed
 * values. Error messages match apiextensions.
 */
export const validateBySchema = (schema: Schema, value: unknown, path = ''): FieldError[] => {
  if (schema.type === 'any' || schema.type === 'int-or-string') return []
  const expected = typeNames[schema.type] ?? schema.type
  return [
    ...(typeOf(value) === expected ? [] : [typeError(path, typeOf(value), expected)]),
    ...validateValue(schema, value, path),
    ...validateInside(schema, value, path),
  ]
}

const typeError = (path: string, found: string, expected: string): FieldError => ({
  ...invalidField(path, found, `${path} in body must be of type ${expected}: "${found}"`),
  reason: 'FieldValueTypeInvalid',
})

const validateValue = (schema: Schema, value: unknown, path: string): FieldError[] =>
  schema.type === 'string' && schema.values && !schema.values.some(each => each === value)
    ? [unsupportedField(path, value, schema.values)]
    : []

const validateInside = (schema: Schema, value: unknown, path: string): FieldError[] => {
  if (schema.type === 'list' && Array.isArray(value))
    return value.flatMap((item, index) => validateBySchema(schema.items, item, `${path}[${index}]`))
  if (typeof value !== 'object' || value === null) return []
  const entries = Object.entries(value)
  if (schema.type === 'map')
    return entries.flatMap(([key, item]) => validateBySchema(schema.values, item, join(path, key)))
  if (schema.type !== 'object') return []
  const missing = schema.required.filter(field => !(field in value))
  return [
    ...entries.flatMap(([field, item]) => {
      const known = schema.fields[field]
      return known && item !== null ? validateBySchema(known, item, join(path, field)) : []
    }),
    ...missing.map(field => requiredField(join(path, field))),
  ]
}
