import type { Kind, MergeRule } from './kind.mts'
import type { ObjectSchema, Schema } from './schema.mts'

/** Renders schemas as OpenAPI with Kubernetes extensions. */

type Json = Record<string, unknown>

const renderListRule = (rule: MergeRule | undefined): Json => {
  if (rule === undefined || rule === 'atomic') return { 'x-kubernetes-list-type': 'atomic' }
  if (rule === 'set')
    return { 'x-kubernetes-list-type': 'set', 'x-kubernetes-patch-strategy': 'merge' }
  return {
    'x-kubernetes-list-type': 'map',
    'x-kubernetes-list-map-keys': rule.keys,
    'x-kubernetes-patch-strategy': 'merge',
    'x-kubernetes-patch-merge-key': rule.keys[0],
  }
}

/** Renders a schema. A named object becomes a reference to its component. */
const renderSchema = (schema: Schema): Json => {
  const description = schema.description ? { description: schema.description } : {}
  if (schema.type === 'object' && schema.name)
    return { ...description, allOf: [{ $ref: `#/components/schemas/${schema.name}` }] }
  return { ...description, ...renderInlineSchema(schema) }
}

const renderInlineSchema = (schema: Schema): Json => ({
  ...renderType(schema),
  'x-kubernetes-map-type': schema.isAtomic ? 'atomic' : undefined,
})

const renderType = (schema: Schema): Json => {
  if (schema.type === 'list')
    return { type: 'array', items: renderSchema(schema.items), ...renderListRule(schema.rule) }
  if (schema.type === 'map')
    return { type: 'object', additionalProperties: renderSchema(schema.values) }
  if (schema.type === 'object') return renderObject(schema)
  if (schema.type === 'int-or-string')
    return { oneOf: [{ type: 'integer' }, { type: 'string' }], format: 'int-or-string' }
  if (schema.type === 'any') return { type: 'object', 'x-kubernetes-preserve-unknown-fields': true }
  const { type, format, allowedValues } = schema
  return { type, format, enum: allowedValues }
}

const renderObject = ({ fields, required }: ObjectSchema): Json => ({
  type: 'object',
  properties: Object.fromEntries(
    Object.entries(fields).map(([field, schema]) => [field, renderSchema(schema)]),
  ),
  required: required.length > 0 ? required : undefined,
})

/** Lists the named object schemas in a schema, including the schema itself if it is one. */
const listNamedSchemas = (schema: Schema): ObjectSchema[] => {
  if (schema.type === 'list') return listNamedSchemas(schema.items)
  if (schema.type === 'map') return listNamedSchemas(schema.values)
  if (schema.type !== 'object') return []
  const nestedObjects = Object.values(schema.fields).flatMap(listNamedSchemas)
  return schema.name ? [schema, ...nestedObjects] : nestedObjects
}

/** Renders every named object schema of the kinds as a component. */
export const renderComponents = (kinds: Kind[]): Json => {
  const components: Json = {}
  for (const { schema } of kinds)
    for (const namedObject of schema ? listNamedSchemas(schema) : [])
      components[namedObject.name ?? ''] ??= renderInlineSchema(namedObject)
  for (const kind of kinds)
    if (kind.schema?.name)
      components[kind.schema.name] = {
        description: kind.schema.description,
        ...renderInlineSchema(kind.schema),
        'x-kubernetes-group-version-kind': [toGroupVersionKind(kind)],
      }
  return components
}

export const toGroupVersionKind = (kind: Kind) => ({
  group: kind.group,
  version: kind.version,
  kind: kind.kind,
})
