import type { ListRule } from './kind.mts'

/** The shape of a field, from which OpenAPI, `fieldValidation` and the rules of merging follow. */
export type Schema = (ScalarSchema | ListSchema | MapSchema | ObjectSchema | AnySchema) &
  GoNames &
  MapType

/** How Go calls what OpenAPI has no name for, which is seen in errors only. */
interface GoNames {
  /** Its type, as in `v1alpha1.SelectorMode`. */
  goType?: string
  /** The struct that has the field, and is inlined in the one where it stands. */
  goInlined?: string
}

/** The API's `x-kubernetes-map-type`. */
interface MapType {
  /** Server-side apply takes the map as one field. */
  isAtomic?: true
}

export interface ScalarSchema {
  type: 'string' | 'integer' | 'boolean' | 'int-or-string'
  format?: 'int32' | 'int64' | 'date-time'
  /** The values that a custom resource's field takes. */
  values?: string[]
  description?: string
}

export interface ListSchema {
  type: 'list'
  items: Schema
  rule?: ListRule
  description?: string
}

export interface MapSchema {
  type: 'map'
  values: Schema
  description?: string
}

export interface ObjectSchema {
  type: 'object'
  /** OpenAPI's name of the definition, whose last part is Go's name of the type. */
  name?: string
  fields: Record<string, Schema>
  required: string[]
  description?: string
}

/** What this server takes and keeps without looking inside. */
export interface AnySchema {
  type: 'any'
  description?: string
}

export const string: ScalarSchema = { type: 'string' }
export const boolean: ScalarSchema = { type: 'boolean' }
export const int32: ScalarSchema = { type: 'integer', format: 'int32' }
export const int64: ScalarSchema = { type: 'integer', format: 'int64' }
export const time: ScalarSchema = { type: 'string', format: 'date-time' }
export const intOrString: ScalarSchema = { type: 'int-or-string' }
export const anything: AnySchema = { type: 'any' }

export const oneOf = (...values: string[]): ScalarSchema => ({ type: 'string', values })
export const listOf = (items: Schema): ListSchema => ({ type: 'list', items })
export const setOf = (items: Schema): ListSchema => ({ type: 'list', items, rule: 'set' })
export const listBy = (keys: string[], items: Schema): ListSchema => ({
  type: 'list',
  items,
  rule: { keys },
})
export const mapOf = (values: Schema): MapSchema => ({ type: 'map', values })

/** An object that OpenAPI knows by a name; a `!` at the end of a field's name makes it required. */
export const object = (name: string | undefined, fields: Record<string, Schema>): ObjectSchema => ({
  type: 'object',
  name,
  fields: Object.fromEntries(
    Object.entries(fields).map(([field, schema]) => [field.replace('!', ''), schema]),
  ),
  required: Object.keys(fields).flatMap(field => (field.endsWith('!') ? field.slice(0, -1) : [])),
})

/** Many fields of one shape. */
export const each = <T extends Schema>(names: string, schema: T): Record<string, T> =>
  Object.fromEntries(names.split(' ').map(name => [name, schema]))

export const goNamed = <T extends Schema>(schema: T, goType: string): T => ({ ...schema, goType })

/** Fields that Go has in a struct of this name, inlined in the one where they stand. */
export const inlined = (
  goInlined: string,
  fields: Record<string, Schema>,
): Record<string, Schema> =>
  Object.fromEntries(
    Object.entries(fields).map(([field, schema]) => [field, { ...schema, goInlined }]),
  )

export const atomic = <T extends Schema>(schema: T): T & MapType => ({ ...schema, isAtomic: true })

export const described = <T extends Schema>(schema: T, description: string): T => ({
  ...schema,
  description,
})

/** The rules of every list and map in the schema, by its path. */
export const collectListRules = (schema: Schema, path: string[] = []): Record<string, ListRule> => {
  if (schema.isAtomic) return { [path.join('.')]: 'atomic' }
  if (schema.type === 'list')
    return {
      ...(schema.items.isAtomic ? {} : collectListRules(schema.items, path)),
      ...(schema.rule && { [path.join('.')]: ruleOf(schema.rule, schema.items) }),
    }
  if (schema.type !== 'object') return {}
  const rules = Object.entries(schema.fields).map(([field, inner]) =>
    collectListRules(inner, [...path, field]),
  )
  return Object.assign({}, ...rules)
}

const ruleOf = (rule: ListRule, { isAtomic }: Schema): ListRule =>
  typeof rule === 'object' && isAtomic ? { ...rule, items: 'atomic' } : rule
