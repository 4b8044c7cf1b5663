import { createRequire } from 'node:module'
import type { KubeObject } from '../../../kube/types.mts'
import { findTypeError, listUnknownFields, type UnknownField } from '../decoding.mts'
import { ApiError, badRequest, deniedBy, unsupportedMediaType } from '../errors.mts'
import { apiVersionOf, type Kind } from '../kind.mts'
import type { RestRequest } from './request.mts'

type Decodable = Pick<RestRequest, 'kind' | 'body' | 'contentType' | 'query' | 'namespace'>

/**
 * Decodes the object in a request body, validates its fields according to `fieldValidation`, and
 * returns it with the warnings for the client. If `unknownError` is given, unknown fields always
 * cause its error.
 */
export const decodeObject = (
  request: Decodable,
  unknownError?: UnknownError,
): { object: KubeObject; warnings: string[] } => {
  checkMediaType(request)
  const object = parseBody(request)
  const { kind } = request
  if (object.kind !== kind.kind || object.apiVersion !== apiVersionOf(kind))
    throw badRequest(
      `the object provided is unrecognized (must be of type ${kind.kind}): ${object.apiVersion}, Kind=${object.kind}`,
    )
  object.metadata ??= { name: '' }
  const unknown = kind.schema ? listUnknownFields(kind.schema, object) : []
  if (unknownError && unknown.length > 0) throw unknownError(kind, object, unknown)
  placeInNamespace(object, request)
  return { object, warnings: checkFields(kind, object, unknown, request.query) }
}

type UnknownError = (kind: Kind, object: KubeObject, unknown: UnknownField[]) => ApiError

/** The error of structured-merge-diff's `AsTyped`, for server-side apply. */
export const typedPatchError: UnknownError = (kind, { metadata }, unknown) => {
  const { namespace = '', name } = metadata
  const sentences = unknown.map(({ typedPath }) => `${typedPath}: field not declared in schema`)
  const list = sentences.length === 1 ? sentences[0] : ['errors:', ...sentences].join('\n  ')
  const object = `${namespace}/${name}; ${kind.group}/${kind.version}, Kind=${kind.kind}`
  return new ApiError(500, '', `failed to create typed patch object (${object}): ${list}`)
}

/** The server has already converted protobuf bodies to JSON. */
const checkMediaType = ({ contentType, kind }: Decodable): void => {
  const type = contentType.split(';')[0]?.trim() ?? ''
  const known = ['application/json', 'application/yaml']
  if (type === '' || known.includes(type)) return
  const all = [...known, ...(kind.custom ? [] : ['application/vnd.kubernetes.protobuf'])]
  throw unsupportedMediaType(
    `the body of the request was in an unknown format - accepted media types include: ${all.join(', ')}`,
  )
}

const parseBody = ({ body, contentType, kind }: Decodable): Partial<KubeObject> & KubeObject => {
  try {
    const object = contentType.includes('yaml') ? parseYaml(body) : JSON.parse(body)
    if (typeof object !== 'object' || object === null) throw new Error('not an object')
    return { kind: kind.kind, apiVersion: apiVersionOf(kind), ...object }
  } catch (error) {
    throw badRequest(
      `the object provided is unrecognized: ${error instanceof Error ? error.message : error}`,
    )
  }
}

/** Loads the parser at the first body that needs it: most clients send JSON, which is also YAML. */
const parseYaml = (body: string): unknown => {
  try {
    return JSON.parse(body)
  } catch {
    const { parse }: typeof import('yaml') = createRequire(import.meta.url)('yaml')
    return parse(body)
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

const checkFields = (
  kind: Kind,
  object: KubeObject,
  unknown: UnknownField[],
  query: URLSearchParams,
): string[] => {
  if (!kind.schema) return []
  const wrong = findTypeError(kind.schema, object, kind.kind)
  const prefix = `${kind.kind} in version "${kind.version}" cannot be handled as a ${kind.kind}`
  if (wrong && !kind.decodedBy) throw badRequest(`${prefix}: ${wrong}`)
  const sentences = unknown.map(({ path }) => `unknown field "${path}"`)
  const mode = query.get('fieldValidation') ?? 'Warn'
  if (mode === 'Strict' && sentences.length > 0)
    throw badRequest(`${prefix}: strict decoding error: ${sentences.join(', ')}`)
  if (wrong && kind.decodedBy) throw deniedBy(kind.decodedBy, 400, wrong)
  for (const { holder, field } of unknown) delete holder[field]
  return mode === 'Warn' ? sentences : []
}
