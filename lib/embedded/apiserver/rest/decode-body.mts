import { parse } from 'yaml'
import type { KubeObject } from '../../../kube/types.mts'
import { findTypeError, listUnknownFields } from '../decoding.mts'
import { badRequest, deniedBy } from '../errors.mts'
import { apiVersionOf, type Kind } from '../kind.mts'
import type { RestRequest } from './request.mts'

type Decodable = Pick<RestRequest, 'kind' | 'body' | 'contentType' | 'query' | 'namespace'>

/**
 * The object in a request's body, checked against the kind's schema as far as `fieldValidation` asks,
 * with the warnings for the client.
 */
export const decodeObject = (request: Decodable): { object: KubeObject; warnings: string[] } => {
  const object = parseBody(request)
  const { kind } = request
  if (object.kind !== kind.kind || object.apiVersion !== apiVersionOf(kind))
    throw badRequest(
      `the object provided is unrecognized (must be of type ${kind.kind}): ${object.apiVersion}, Kind=${object.kind}`,
    )
  object.metadata ??= { name: '' }
  placeInNamespace(object, request)
  return { object, warnings: checkFields(kind, object, request.query) }
}

const parseBody = ({ body, contentType, kind }: Decodable): Partial<KubeObject> & KubeObject => {
  try {
    const object = contentType.includes('yaml') ? parse(body) : JSON.parse(body)
    if (typeof object !== 'object' || object === null) throw new Error('it is not an object')
    return { kind: kind.kind, apiVersion: apiVersionOf(kind), ...object }
  } catch (error) {
    throw badRequest(
      `the object provided is unrecognized: ${error instanceof Error ? error.message : error}`,
    )
  }
}

const placeInNamespace = (object: KubeObject, { kind, namespace }: Decodable): void => {
  if (!kind.namespaced || !namespace) return
  object.metadata.namespace ??= namespace
  if (object.metadata.namespace !== namespace)
    throw badRequest(
      `the namespace of the provided object does not match the namespace sent on the request`,
    )
}

const checkFields = (kind: Kind, object: KubeObject, query: URLSearchParams): string[] => {
  if (!kind.schema) return []
  const wrong = findTypeError(kind.schema, object, kind.kind)
  const prefix = `${kind.kind} in version "${kind.version}" cannot be handled as a ${kind.kind}`
  if (wrong && !kind.decodedBy) throw badRequest(`${prefix}: ${wrong}`)
  const unknown = listUnknownFields(kind.schema, object)
  const sentences = unknown.map(({ path }) => `unknown field "${path}"`)
  const mode = query.get('fieldValidation') ?? 'Warn'
  if (mode === 'Strict' && sentences.length > 0)
    throw badRequest(`${prefix}: strict decoding error: ${sentences.join(', ')}`)
  if (wrong && kind.decodedBy) throw deniedBy(kind.decodedBy, 400, wrong)
  for (const { holder, field } of unknown) delete holder[field]
  return mode === 'Warn' ? sentences : []
}
