import { invalidField, requiredField, unsupportedValue } from './field-errors.mts'
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

const joinPath = (path: string, field: string): string => (path === '' ? field : `${path}.${field}`)

/**
 * Validates an object against the schema of its custom resource: types, required fields and allowed values. Error
 * messages match those of apiextensions-apiserver.
 */
export const validateBySchema = (schema: Schema, value: unknown, path = ''): FieldError[] => {
  if (schema.type === 'any' || schema.type === 'int-or-string') return []
  const expected = typeNames[schema.type] ?? schema.type
  return [
    ...(typeOf(value) === expected ? [] : [typeError(path, typeOf(value), expected)]),
    ...validateAllowedValues(schema, value, path),
    ...validateChildren(schema, value, path),
  ]
}

const typeError = (path: string, foundType: string, expectedType: string): FieldError => ({
  ...invalidField(
    path,
    foundType,
    `${path} in body must be of type ${expectedType}: "${foundType}"`,
  ),
  reason: 'FieldValueTypeInvalid',
})

const validateAllowedValues = (schema: Schema, value: unknown, path: string): FieldError[] =>
  schema.type === 'string' &&
  schema.allowedValues &&
  !schema.allowedValues.some(allowedValue => allowedValue === value)
    ? [unsupportedValue(path, value, schema.allowedValues)]
    : []

const validateChildren = (schema: Schema, value: unknown, path: string): FieldError[] => {
  if (schema.type === 'list' && Array.isArray(value))
    return value.flatMap((item, index) => validateBySchema(schema.items, item, `${path}[${index}]`))
  if (typeof value !== 'object' || value === null) return []
  const entries = Object.entries(value)
  if (schema.type === 'map')
    return entries.flatMap(([key, item]) =>
      validateBySchema(schema.values, item, joinPath(path, key)),
    )
  if (schema.type !== 'object') return []
  const missingFields = schema.required.filter(field => !(field in value))
  return [
    ...entries.flatMap(([field, item]) => {
      const fieldSchema = schema.fields[field]
      return fieldSchema && item !== null
        ? validateBySchema(fieldSchema, item, joinPath(path, field))
        : []
    }),
    ...missingFields.map(field => requiredField(joinPath(path, field))),
  ]
}
