import { apply } from 'json-merge-patch'
import { applyPatch as applyOperations, type Operation } from 'rfc6902'
import type { KubeObject } from '../../../kube/types.mts'
import { ApiError, badRequest, unsupportedMediaType } from '../errors.mts'
import type { Kind } from '../kind.mts'
import { applyStrategicMergePatch } from './strategic-merge-patch.mts'

type Patcher = (kind: Kind, current: KubeObject, patch: unknown) => unknown

const patchers: Record<string, Patcher> = {
  'application/json-patch+json': (_, current, patch) => applyJsonPatch(current, patch),
  'application/merge-patch+json': (_, current, patch) => applyMergePatch(current, patch),
  'application/strategic-merge-patch+json': (kind, current, patch) =>
    applyStrategicMergePatch(kind.lists ?? {}, current, patch),
}

/** Returns the patched object without changing `current`. Throws 400, 415 or 422. */
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
  if (!patcher || (kind.custom && type.includes('strategic'))) {
    const known = Object.keys(patchers).filter(name => !kind.custom || !name.includes('strategic'))
    const all = [...known, 'application/apply-patch+yaml'].join(', ')
    throw unsupportedMediaType(
      `the body of the request was in an unknown format - accepted media types include: ${all}`,
    )
  }
  const patch = parsePatch(body)
  const wrong = jsonTypeOf(patch)
  if (!type.includes('json-patch') && wrong !== 'object')
    throw badRequest(
      `error decoding patch: json: cannot unmarshal ${wrong} into Go value of type map[string]interface {}`,
    )
  return patcher(kind, current, patch) as KubeObject
}

const jsonTypeOf = (value: unknown): string => (Array.isArray(value) ? 'array' : typeof value)

const parsePatch = (body: string): unknown => {
  try {
    return JSON.parse(body)
  } catch (error) {
    throw badRequest(`error decoding patch: ${error instanceof Error ? error.message : error}`)
  }
}

/**
 * Applies an RFC 6902 patch. One failed operation fails the whole patch with 422, as in apiserver.
 */
const applyJsonPatch = <T,>(current: T, patch: unknown): T => {
  if (!Array.isArray(patch))
    throw badRequest(
      'error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp',
    )
  const result = structuredClone(current)
  const errors = applyOperations(result, patch as Operation[]).filter(error => error !== null)
  if (errors.length > 0)
    throw new ApiError(
      422,
      'Invalid',
      'the server rejected our request due to an error in our request',
      {},
    )
  return result
}

/** Applies an RFC 7386 patch. */
const applyMergePatch = (current: object, patch: unknown): unknown =>
  apply(structuredClone(current), structuredClone(patch) as object)
