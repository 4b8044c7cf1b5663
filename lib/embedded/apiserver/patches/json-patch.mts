import { applyPatch, type Operation } from 'rfc6902'
import { ApiError, badRequest } from '../errors.mts'

/** RFC 6902. An operation that fails makes the whole patch a 422, as in apiserver. */
export const applyJsonPatch = <T,>(current: T, patch: unknown): T => {
  if (!Array.isArray(patch))
    throw badRequest(
      'error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp',
    )
  const result = structuredClone(current)
  const errors = applyPatch(result, patch as Operation[]).filter(error => error !== null)
  if (errors.length > 0)
    throw new ApiError(
      422,
      'Invalid',
      'the server rejected our request due to an error in our request',
      {},
    )
  return result
}
