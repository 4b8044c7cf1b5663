import { int64Limit } from './duration.mts'
import type { JsonMember, JsonNode } from './json-parse.mts'
import { parseGoTime } from './rfc3339.mts'

/** A Go type into which JSON is decoded. `type` is the name of the Go type in messages. */
export type GoType =
  | { kind: 'string' | 'int' | 'bool'; type: string }
  | { kind: 'time' }
  | { kind: 'slice'; type: string; element: GoType }
  | { kind: 'pointer'; target: GoType }
  | { kind: 'struct'; name: string; type: string; fields: Record<string, GoType> }

/** A value that cannot be decoded, with the error text of Go's `encoding/json`. */
export interface DecodeError {
  message: string
  path: (string | number)[]
  node: JsonNode
}

interface Context {
  errors: DecodeError[]
  path: (string | number)[]
  /** The name of the innermost struct, which appears in Go's message. */
  struct: string
}

/** Thrown to stop decoding when the unmarshaler of `time.Time` rejects a value. */
class DecodingStopped extends Error {}

/**
 * Decodes like Go's `json.Unmarshal`. Keys are case-insensitive, and unknown keys are ignored. The result for
 * `null` or a wrong type is the zero value. A duplicate key is merged into the first one. Returns all errors,
 * although Go reports only the first.
 */
export const decodeJson = (
  node: JsonNode,
  type: GoType,
): { value: unknown; errors: DecodeError[] } => {
  const context: Context = { errors: [], path: [], struct: '' }
  try {
    return { value: decode(node, type, undefined, context), errors: context.errors }
  } catch (error) {
    if (!(error instanceof DecodingStopped)) throw error
    return { value: undefined, errors: context.errors }
  }
}

/** Returns the zero value of a type. Undefined represents Go's nil and the zero time. */
export const zeroValue = (type: GoType): unknown => {
  if (type.kind === 'string') return ''
  if (type.kind === 'int') return 0
  if (type.kind === 'bool') return false
  if (type.kind !== 'struct') return undefined
  return Object.fromEntries(
    Object.entries(type.fields).map(([key, field]) => [key, zeroValue(field)]),
  )
}

const decode = (
  node: JsonNode,
  type: GoType,
  previousValue: unknown,
  context: Context,
): unknown => {
  if (type.kind === 'pointer') {
    return node.kind === 'null' ? undefined : decode(node, type.target, previousValue, context)
  }
  if (node.kind === 'null')
    return type.kind === 'slice' ? undefined : (previousValue ?? zeroValue(type))
  if (type.kind === 'time') return decodeTime(node, context)
  if (type.kind === 'slice') return decodeSlice(node, type, previousValue, context)
  if (type.kind === 'struct') return decodeStruct(node, type, previousValue, context)
  const value = decodeScalar(node, type.kind)
  if (value === undefined) addTypeError(node, type.type, context)
  return value ?? previousValue ?? zeroValue(type)
}

const decodeScalar = (node: JsonNode, kind: 'string' | 'int' | 'bool'): unknown => {
  if (kind === 'int') {
    if (node.kind !== 'number' || !/^-?\d+$/.test(node.text)) return undefined
    const value = BigInt(node.text)
    return value >= -int64Limit && value < int64Limit ? Number(value) : undefined
  }
  return node.kind === kind ? node.value : undefined
}

const decodeSlice = (
  node: JsonNode,
  type: GoType & { kind: 'slice' },
  previousValue: unknown,
  context: Context,
): unknown => {
  if (node.kind !== 'array') return addTypeError(node, type.type, context) ?? previousValue
  const previousItems = Array.isArray(previousValue) ? previousValue : []
  return node.items.map((item, index) =>
    decode(item, type.element, previousItems[index], {
      ...context,
      path: [...context.path, index],
    }),
  )
}

const decodeStruct = (
  node: JsonNode,
  type: GoType & { kind: 'struct' },
  previousValue: unknown,
  context: Context,
): unknown => {
  const value = { ...((previousValue ?? zeroValue(type)) as Record<string, unknown>) }
  if (node.kind !== 'object') return addTypeError(node, type.type, context) ?? value
  for (const member of node.members) {
    const key = findField(member, type)
    const fieldType = key === undefined ? undefined : type.fields[key]
    if (key === undefined || fieldType === undefined) continue
    const innerContext = { ...context, struct: type.name, path: [...context.path, key] }
    value[key] = decode(member.value, fieldType, value[key], innerContext)
  }
  return value
}

/** Folds the case of a JSON key as Go does when it compares keys. */
export const fold = (key: string): string => key.replaceAll('\u017f', 's').toLowerCase()

const findField = ({ key }: JsonMember, { fields }: GoType & { kind: 'struct' }) =>
  Object.hasOwn(fields, key) ? key : Object.keys(fields).find(field => fold(field) === fold(key))

const decodeTime = (node: JsonNode, { errors, path }: Context): unknown => {
  try {
    if (node.kind === 'string') return parseGoTime(node.value)
    throw new Error('Time.UnmarshalJSON: input is not a JSON string')
  } catch (error) {
    errors.unshift({ message: (error as Error).message, path, node })
    throw new DecodingStopped()
  }
}

const addTypeError = (
  node: JsonNode,
  type: string,
  { errors, path, struct }: Context,
): undefined => {
  const isNumberForInt = node.kind === 'number' && type === 'int'
  const value = isNumberForInt ? `number ${node.text}` : node.kind
  const names = path.filter(part => typeof part === 'string').join('.')
  const target =
    struct === '' ? `value of type ${type}` : `struct field ${struct}.${names} of type ${type}`
  errors.push({ message: `json: cannot unmarshal ${value} into Go ${target}`, path, node })
}

/** Returns the offset of the value at `path`, or of its nearest existing parent. */
export const findOffset = (node: JsonNode, [first, ...rest]: (string | number)[]): number => {
  if (first === undefined) return node.offset
  const child =
    node.kind === 'array'
      ? node.items[Number(first)]
      : node.kind === 'object'
        ? node.members.findLast(({ key }) => fold(key) === fold(String(first)))?.value
        : undefined
  return child ? findOffset(child, rest) : node.offset
}
