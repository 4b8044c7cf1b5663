import { isObject } from '../../kube/is-object.mts'
import { renderQuantity } from '../../kube/quantity.mts'
import { toKubeTime } from '../../kube/time.mts'
import type { KubeObject, ObjectMeta } from '../../kube/types.mts'
import type { Kind } from './kind.mts'
import type { ObjectSchema, ScalarSchema, Schema } from './schema.mts'
import { objectMeta } from './schemas/meta.mts'

type Fields = Record<string, unknown>

/** A function that copies a value of one schema into the form that Go writes. */
type Copier = (value: unknown) => unknown

/**
 * Returns a copy of an object in the form in which a Go server writes it as JSON. Fields are in the order of the Go
 * struct, and map keys are sorted. Empty fields are omitted if they have `omitempty`. Custom resources have no Go
 * struct, so their keys are sorted.
 */
export const toGoStruct = <T extends object>(
  kind: Pick<Kind, 'isCustom' | 'schema'>,
  object: T,
): T => {
  const { isCustom, schema } = kind
  if (isCustom || !schema) {
    const { metadata = { name: '' } } = object as Partial<KubeObject>
    return sortKeys({ ...object, metadata: orderMetadata(metadata) }) as T
  }
  return getCopier(schema)(object) as T
}

/** Copies metadata with its fields in the order of the Go struct. */
export const orderMetadata = (metadata: ObjectMeta): ObjectMeta =>
  getCopier(objectMeta)(metadata) as ObjectMeta

const copiers = new WeakMap<Schema, Copier>()

/** Returns the function that copies values of the schema. Builds the function only once per schema. */
const getCopier = (schema: Schema): Copier => {
  const cached = copiers.get(schema)
  if (cached) return cached
  const copy = buildCopier(schema)
  copiers.set(schema, copy)
  return copy
}

const buildCopier = (schema: Schema): Copier => {
  switch (schema.type) {
    case 'object':
      return buildObjectCopier(schema)
    case 'list': {
      const copy = getCopier(schema.items)
      return value => (Array.isArray(value) ? value.map(copy) : value)
    }
    case 'map': {
      const copy = getCopier(schema.values)
      return value => (isObject(value) ? copySorted(value, copy) : value)
    }
    case 'any':
      return sortKeys
    default:
      return buildScalarCopier(schema)
  }
}

const buildScalarCopier = ({ format, goFormat }: ScalarSchema): Copier => {
  if (goFormat === 'Quantity') return value => renderQuantity(value as string | number)
  const isTime = format === 'date-time' && goFormat !== 'MicroTime'
  return isTime ? value => renderTime(value) : value => value
}

/** Renders a time like `metav1.Time`: in UTC without fractions of a second. */
const renderTime = (value: unknown): unknown => {
  if (typeof value !== 'string' || (value.length === 20 && value.endsWith('Z'))) return value
  const date = new Date(value)
  return Number.isNaN(date.getTime()) ? value : toKubeTime(date)
}

interface FieldCopier {
  name: string
  copy: Copier
  /**
   * Returns the value that Go writes for an unset field. The function is undefined if Go omits the
   * field.
   */
  getEmptyValue: (() => unknown) | undefined
  /** Whether Go omits empty values. */
  omitEmpty: boolean
}

const buildObjectCopier = ({
  fields,
  alwaysWrittenFields,
  pointerFields,
}: ObjectSchema): Copier => {
  const fieldCopiers: FieldCopier[] = Object.entries(fields).map(([name, schema]) => ({
    name,
    copy: getCopier(schema),
    getEmptyValue: alwaysWrittenFields.includes(name)
      ? () => (pointerFields.includes(name) ? null : createEmptyValue(schema))
      : undefined,
    omitEmpty:
      !alwaysWrittenFields.includes(name) &&
      !pointerFields.includes(name) &&
      supportsOmitEmpty(schema),
  }))
  return value => {
    if (!isObject(value)) return value
    const result: Fields = {}
    for (const { name, copy, getEmptyValue, omitEmpty } of fieldCopiers) {
      const fieldValue = value[name]
      if (fieldValue !== undefined && fieldValue !== null) {
        const copiedValue = copy(fieldValue)
        if (!omitEmpty || !isEmpty(copiedValue)) result[name] = copiedValue
      } else if (getEmptyValue) result[name] = getEmptyValue()
    }
    return result
  }
}

/** Whether `omitempty` omits empty values of the type. Go writes even empty structs. */
const supportsOmitEmpty = ({ type }: Schema): boolean => type !== 'object' && type !== 'any'

const isEmpty = (value: unknown): boolean =>
  value === '' ||
  value === 0 ||
  value === false ||
  (Array.isArray(value) ? value.length === 0 : isObject(value) && Object.keys(value).length === 0)

const createEmptyValue = (schema: Schema): unknown => {
  if (schema.type === 'object') return getCopier(schema)({})
  if (schema.type === 'boolean') return false
  if (schema.type === 'integer') return 0
  if (schema.type === 'int-or-string') return schema.goFormat === 'Quantity' ? '0' : 0
  return schema.type === 'string' && schema.format !== 'date-time' ? '' : null
}

const copySorted = (fields: Fields, copy: Copier): Fields => {
  const result: Fields = {}
  for (const key of Object.keys(fields).sort()) result[key] = copy(fields[key])
  return result
}

/** Copies plain data and sorts the keys of all objects. */
const sortKeys: Copier = value => {
  if (Array.isArray(value)) return value.map(sortKeys)
  return isObject(value) ? copySorted(value, sortKeys) : value
}
