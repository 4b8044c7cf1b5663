import { apply } from 'json-merge-patch'
import { applyPatch as applyRfc6902Patch, type Operation, Pointer } from 'rfc6902'
import { messageOf } from '../../../cli/errors.mts'
import { isObject } from '../../../kube/is-object.mts'
import type { KubeObject } from '../../../kube/types.mts'
import { ApiError, badRequest, unsupportedMediaType } from '../errors.mts'
import type { Kind } from '../kind.mts'
import { jsonTypeOf, parseJson } from '../parse-json.mts'
import { applyStrategicMergePatch } from './strategic-merge-patch.mts'

type Patcher = (kind: Kind, current: KubeObject, patch: unknown) => unknown

const patchers: Record<string, Patcher> = {
  'application/json-patch+json': (_, current, patch) => applyJsonPatch(current, patch),
  'application/merge-patch+json': (_, current, patch) => applyMergePatch(current, patch),
  'application/strategic-merge-patch+json': (kind, current, patch) =>
    applyStrategicPatch(kind, current, patch),
}

/** Returns the patched object without changing `current`. Throws 400, 413, 415 or 422. */
export const applyPatch = (
  kind: Kind,
  current: KubeObject,
  contentType: string,
  body: string,
): KubeObject => {
  const type = contentType.split(';')[0]?.trim() ?? ''
  const patcher = patchers[type]
  if (!patcher && !type.startsWith('application/apply-patch'))
    throw unsupportedMediaType('415: Unsupported Media Type', {})
  if (!patcher || (kind.isCustom && type.includes('strategic'))) {
    const supportedTypes = Object.keys(patchers).filter(
      name => !kind.isCustom || !name.includes('strategic'),
    )
    const acceptedTypes = [...supportedTypes, 'application/apply-patch+yaml'].join(', ')
    throw unsupportedMediaType(
      `the body of the request was in an unknown format - accepted media types include: ${acceptedTypes}`,
    )
  }
  return patcher(kind, current, parsePatch(body)) as KubeObject
}

const parsePatch = (body: string): unknown => {
  try {
    return parseJson(body)
  } catch (error) {
    throw decodingError(messageOf(error))
  }
}

const decodingError = (cause: string) => badRequest(`error decoding patch: ${cause}`)

const unmarshalError = (value: unknown, goType: string) =>
  decodingError(`json: cannot unmarshal ${jsonTypeOf(value)} into Go value of type ${goType}`)

const maxOperations = 10_000
/** The maximum total size of the values that a patch copies with `copy`, as in apiserver. */
const maxCopiedBytes = 3 * 1024 * 1024

/**
 * Applies an RFC 6902 patch. One failed operation fails the whole patch with 422, as in apiserver.
 */
const applyJsonPatch = (current: KubeObject, patch: unknown): unknown => {
  const operations = parseOperations(patch)
  const result = structuredClone(current)
  let remainingBytes = maxCopiedBytes
  for (const operation of operations) {
    remainingBytes -= operation.op === 'copy' ? getSizeAt(result, operation.from) : 0
    if (remainingBytes < 0 || !applyOperation(result, operation))
      throw new ApiError(
        422,
        'Invalid',
        'the server rejected our request due to an error in our request',
        {},
      )
  }
  return result
}

const getSizeAt = (object: unknown, pointer: string): number => {
  try {
    return (JSON.stringify(Pointer.fromJSON(pointer).get(object)) ?? '').length
  } catch {
    return 0
  }
}

const applyOperation = (object: KubeObject, operation: Operation): boolean => {
  try {
    return applyRfc6902Patch(object, [operation]).every(error => error === null)
  } catch {
    // The library throws if a pointer is invalid or refers to a child of a string or number.
    return false
  }
}

const parseOperations = (patch: unknown): Operation[] => {
  const operations: unknown = patch ?? []
  if (!Array.isArray(operations)) throw unmarshalError(operations, '[]handlers.jsonPatchOp')
  if (operations.length > maxOperations)
    throw new ApiError(
      413,
      'RequestEntityTooLarge',
      `Request entity too large: The allowed maximum operations in a JSON patch is ${maxOperations}, got ${operations.length}`,
    )
  return operations.map(parseOperation)
}

const parseOperation = (value: unknown): Operation => {
  const operation = value ?? {}
  if (!isObject(operation)) throw unmarshalError(operation, 'handlers.jsonPatchOp')
  for (const field of ['op', 'path', 'from'])
    if (typeof (operation[field] ?? '') !== 'string')
      throw decodingError(
        `json: cannot unmarshal ${jsonTypeOf(operation[field])} into Go struct field jsonPatchOp.${field} of type string`,
      )
  // `missing` is not a valid JSON pointer, so the operation fails.
  const { op = '', path = 'missing', from = 'missing', value: operand = null } = operation
  return { op, path, from, value: operand } as Operation
}

const objectType = 'map[string]interface {}'

/** Applies an RFC 7386 patch. */
const applyMergePatch = (current: KubeObject, patch: unknown): unknown => {
  if (patch === null) throw badRequest('Invalid JSON Patch')
  if (!isObject(patch)) throw unmarshalError(patch, objectType)
  return apply(structuredClone(current), structuredClone(patch))
}

const applyStrategicPatch = (kind: Kind, current: KubeObject, patch: unknown): unknown => {
  const fields = patch ?? {}
  if (!isObject(fields)) throw unmarshalError(fields, objectType)
  return applyStrategicMergePatch(kind.mergeRules ?? {}, current, fields)
}
