import type { MergeRule } from './kind.mts'

/**
 * The schema of a field. The OpenAPI documents, the checks for `fieldValidation` and the merge rules are derived
 * from it.
 */
export type Schema = (ScalarSchema | ListSchema | MapSchema | ObjectSchema | AnySchema) &
  GoNames &
  MapType

/** Go names without an OpenAPI equivalent, used only in error messages. */
interface GoNames {
  /** The Go type. Example: `v1alpha1.SelectorMode`. */
  goType?: string
  /** The inlined struct that contains the field. */
  goInlinedStruct?: string
}

/** The API's `x-kubernetes-map-type`. */
interface MapType {
  /** Whether server-side apply treats the map as one field. */
  isAtomic?: true
}

export interface ScalarSchema {
  type: 'string' | 'integer' | 'boolean' | 'int-or-string'
  format?: 'int32' | 'int64' | 'date-time'
  /** A Go type with its own text format. */
  goFormat?: 'MicroTime' | 'Quantity'
  /** The allowed values of a field in a custom resource. */
  allowedValues?: string[]
  description?: string
}

export interface ListSchema {
  type: 'list'
  items: Schema
  rule?: MergeRule
  description?: string
}

export interface MapSchema {
  type: 'map'
  values: Schema
  description?: string
}

export interface ObjectSchema {
  type: 'object'
  /** The OpenAPI definition name. Its last part is the name of the Go type. */
  name?: string
  /** Fields in the order of the Go struct, which is also the order in JSON. */
  fields: Record<string, Schema>
  required: string[]
  /** Fields that Go writes even if they are empty, because they have no `omitempty`. */
  alwaysWrittenFields: string[]
  /**
   * Fields that are Go pointers. Go writes a non-nil pointer even if its value is empty, such as `false`. For
   * an unset pointer, Go writes null if the field is in `alwaysWrittenFields`, and nothing otherwise.
   */
  pointerFields: string[]
  description?: string
}

/** A value that this server stores without validation. */
export interface AnySchema {
  type: 'any'
  description?: string
}

export const string: ScalarSchema = { type: 'string' }
export const boolean: ScalarSchema = { type: 'boolean' }
export const int32: ScalarSchema = { type: 'integer', format: 'int32' }
export const int64: ScalarSchema = { type: 'integer', format: 'int64' }
export const time: ScalarSchema = { type: 'string', format: 'date-time' }
/** A time with microseconds. */
export const microTime: ScalarSchema = {
  type: 'string',
  format: 'date-time',
  goFormat: 'MicroTime',
}
export const intOrString: ScalarSchema = { type: 'int-or-string' }
/** An amount of a resource, such as `500m` or `4Gi`. */
export const quantity: ScalarSchema = { type: 'int-or-string', goFormat: 'Quantity' }
export const anyValue: AnySchema = { type: 'any' }

export const enumOf = (...allowedValues: string[]): ScalarSchema => ({
  type: 'string',
  allowedValues,
})
export const listOf = (items: Schema): ListSchema => ({ type: 'list', items })
export const setOf = (items: Schema): ListSchema => ({ type: 'list', items, rule: 'set' })
export const listWithKeys = (keys: string[], items: Schema): ListSchema => ({
  type: 'list',
  items,
  rule: { keys },
})
export const mapOf = (values: Schema): MapSchema => ({ type: 'map', values })

/** Returns the OpenAPI name of a type in the core API group. */
export const toCoreName = (name: string): string => `io.k8s.api.core.v1.${name}`

/**
 * Creates an object schema. `name` is its OpenAPI name, if any. A field name can end with one or more of these
 * characters, for example `+?` or `!?`:
 *
 * - `!`: The field is required, and Go always writes it.
 * - `+`: The field is optional, and Go always writes it.
 * - `?`: The field is a Go pointer.
 */
export const object = (name: string | undefined, fields: Record<string, Schema>): ObjectSchema => ({
  type: 'object',
  name,
  fields: Object.fromEntries(
    Object.entries(fields).map(([field, schema]) => [field.replace(suffixPattern, ''), schema]),
  ),
  required: findNamesWithSuffix(fields, '!'),
  alwaysWrittenFields: findNamesWithSuffix(fields, '!+'),
  pointerFields: findNamesWithSuffix(fields, '?'),
})

const suffixPattern = /[!+?]+$/

const findNamesWithSuffix = (fields: object, suffixes: string): string[] =>
  Object.keys(fields).flatMap(field =>
    [...suffixes].some(suffix => field.includes(suffix)) ? field.replace(suffixPattern, '') : [],
  )

/** Creates several fields with the same schema. `names` contains field names separated by spaces. */
export const createFields = <T extends Schema>(names: string, schema: T): Record<string, T> =>
  Object.fromEntries(names.split(' ').map(name => [name, schema]))

export const withGoType = <T extends Schema>(schema: T, goType: string): T => ({
  ...schema,
  goType,
})

/** Marks fields that Go defines in an inlined struct with this name. */
export const withInlinedStruct = (
  goInlinedStruct: string,
  fields: Record<string, Schema>,
): Record<string, Schema> =>
  Object.fromEntries(
    Object.entries(fields).map(([field, schema]) => [field, { ...schema, goInlinedStruct }]),
  )

export const asAtomic = <T extends Schema>(schema: T): T & MapType => ({
  ...schema,
  isAtomic: true,
})

export const withDescription = <T extends Schema>(schema: T, description: string): T => ({
  ...schema,
  description,
})

/** Collects the merge rules of all lists and maps in the schema, by path. */
export const collectMergeRules = (
  schema: Schema,
  path: string[] = [],
): Record<string, MergeRule> => {
  if (schema.isAtomic) return { [path.join('.')]: 'atomic' }
  if (schema.type === 'list')
    return {
      ...(schema.items.isAtomic ? {} : collectMergeRules(schema.items, path)),
      ...(schema.rule && { [path.join('.')]: withItemRule(schema.rule, schema.items) }),
    }
  if (schema.type !== 'object') return {}
  const rules = Object.entries(schema.fields).map(([field, fieldSchema]) =>
    collectMergeRules(fieldSchema, [...path, field]),
  )
  // Without a prototype, a path from a client, such as `constructor`, cannot match an inherited property.
  return Object.assign(Object.create(null), ...rules)
}

const withItemRule = (rule: MergeRule, { isAtomic }: Schema): MergeRule =>
  typeof rule === 'object' && isAtomic ? { ...rule, items: 'atomic' } : rule
