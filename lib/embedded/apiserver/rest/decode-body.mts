import { messageOf } from '../../../cli/errors.mts'
import { isObject } from '../../../kube/is-object.mts'
import type { KubeObject } from '../../../kube/types.mts'
import {
  findTypeError,
  isValid,
  listUnknownFields,
  replaceNulls,
  type UnknownField,
} from '../decoding.mts'
import { ApiError, badRequest, deniedBy, invalid, unsupportedMediaType } from '../errors.mts'
import { invalidField } from '../field-errors.mts'
import { apiVersionOf, type Kind } from '../kind.mts'
import { jsonTypeOf, parseJson } from '../parse-json.mts'
import { parseYaml } from '../parse-yaml.mts'
import type { RestRequest } from './request.mts'

type Decodable = Pick<RestRequest, 'kind' | 'body' | 'contentType' | 'query' | 'namespace'>

/**
 * Decodes the object in a request body, validates its fields according to `fieldValidation`, and
 * returns it with the warnings for the client.
 */
export const decodeObject = (
  request: Decodable,
  { unknownError, typeError = bodyTypeError, withType }: DecodingOptions = {},
): { object: KubeObject; warnings: string[] } => {
  checkMediaType(request)
  const { kind } = request
  const body = parseBody(request)
  const wrongType = findTypeFieldError(body)
  if (wrongType) throw typeError(kind, `${unrecognized(kind)}: ${wrongType}`, request.body)
  if (withType && !(body.kind && body.apiVersion))
    // The error of apiserver's `applyPatcher`.
    throw badRequest(`invalid object type: ${body.apiVersion ?? '/'}, Kind=${body.kind ?? ''}`)
  const object = {
    ...body,
    kind: body.kind ?? kind.kind,
    apiVersion: body.apiVersion ?? apiVersionOf(kind),
  } as KubeObject
  const wrong = findHeadError(kind, object)
  if (wrong) throw typeError(kind, wrong, request.body)
  object.metadata ??= { name: '' }
  const invalidSchema = kind.schema && !isValid(kind.schema, object) ? kind.schema : undefined
  const unknown = invalidSchema ? listUnknownFields(invalidSchema, object) : []
  if (unknownError && unknown.length > 0) throw unknownError(kind, object, unknown)
  const wrongField = invalidSchema && findTypeError(invalidSchema, object, kind.kind)
  if (wrongField && !kind.decodedBy)
    throw typeError(kind, `${decodingPrefix(kind)}: ${wrongField}`, request.body)
  const warnings = checkFields(request, object, unknown, wrongField)
  placeInNamespace(object, request)
  return { object, warnings }
}

type UnknownError = (kind: Kind, object: KubeObject, unknown: UnknownField[]) => ApiError

interface DecodingOptions {
  /** Whether the body must contain its kind and version. */
  withType?: true
  /** The error for unknown fields. By default, they are dropped. */
  unknownError?: UnknownError
  typeError?: (kind: Kind, message: string, body: string) => ApiError
}

const bodyTypeError = (_: Kind, message: string): ApiError => badRequest(message)

/** Creates the error for a patch whose result has a field of the wrong type. */
export const patchTypeError = (kind: Kind, message: string, body: string): ApiError =>
  invalid({ kind: '', group: '' }, '', [
    invalidField('patch', body, message.replace(`${decodingPrefix(kind)}: `, '')),
  ])

/** The error of structured-merge-diff's `AsTyped`, for server-side apply. */
export const typedPatchError: UnknownError = (kind, { metadata }, unknown) => {
  const { namespace = '', name } = metadata
  const sentences = unknown.map(({ typedPath }) => `${typedPath}: field not declared in schema`)
  const list = sentences.length === 1 ? sentences[0] : ['errors:', ...sentences].join('\n  ')
  const object = `${namespace}/${name}; ${kind.group}/${kind.version}, Kind=${kind.kind}`
  return new ApiError(500, '', `failed to create typed patch object (${object}): ${list}`)
}

/** Rejects unsupported media types. The server has already converted protobuf bodies to JSON. */
export const checkMediaType = ({ contentType, kind }: Decodable): void => {
  const type = contentType.split(';')[0]?.trim() ?? ''
  const known = ['application/json', 'application/yaml']
  if (type === '' || known.includes(type)) return
  const all = [...known, ...(kind.custom ? [] : ['application/vnd.kubernetes.protobuf'])]
  throw unsupportedMediaType(
    `the body of the request was in an unknown format - accepted media types include: ${all.join(', ')}`,
  )
}

const parseBody = ({ body, contentType, kind }: Decodable): Partial<KubeObject> => {
  try {
    // As in Go, null is an empty object, and a field with the value null is missing.
    const object = (contentType.includes('yaml') ? parseYaml(body) : parseJson(body)) ?? {}
    if (!isObject(object))
      throw new Error(
        `couldn't get version/kind; json parse error: json: cannot unmarshal ${jsonTypeOf(object)} into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }`,
      )
    return object as Partial<KubeObject>
  } catch (error) {
    throw badRequest(`${unrecognized(kind)}: ${messageOf(error)}`)
  }
}

const unrecognized = ({ kind }: Kind): string =>
  `the object provided is unrecognized (must be of type ${kind})`

const findTypeFieldError = (body: { [field: string]: unknown }): string | undefined => {
  const wrong = ['apiVersion', 'kind'].find(field => typeof (body[field] ?? '') !== 'string')
  return (
    wrong &&
    `couldn't get version/kind; json parse error: json: cannot unmarshal ${jsonTypeOf(body[wrong])} into Go struct field .${wrong} of type string`
  )
}

const findHeadError = (kind: Kind, object: Partial<KubeObject>): string | undefined => {
  const { metadata = {} } = object
  if (metadata !== null && !isObject(metadata))
    return `${decodingPrefix(kind)}: json: cannot unmarshal ${jsonTypeOf(metadata)} into Go struct field ${kind.kind}.metadata of type v1.ObjectMeta`
  if (object.kind !== kind.kind || object.apiVersion !== apiVersionOf(kind))
    return `${unrecognized(kind)}: ${object.apiVersion}, Kind=${object.kind}`
  return undefined
}

const decodingPrefix = ({ kind, version }: Kind): string =>
  `${kind} in version "${version}" cannot be handled as a ${kind}`

const placeInNamespace = (object: KubeObject, { kind, namespace }: Decodable): void => {
  if (!kind.namespaced || !namespace) return
  object.metadata.namespace ??= namespace
  if (object.metadata.namespace !== namespace)
    throw badRequest(
      `the namespace of the provided object does not match the namespace sent on the request`,
    )
}

const checkFields = (
  { kind, query }: Decodable,
  object: KubeObject,
  unknown: UnknownField[],
  wrong: string | undefined,
): string[] => {
  if (!kind.schema) return []
  const prefix = decodingPrefix(kind)
  const sentences = unknown.map(({ path }) => `unknown field "${path}"`)
  const mode = query.get('fieldValidation') ?? 'Warn'
  if (mode === 'Strict' && sentences.length > 0)
    throw badRequest(`${prefix}: strict decoding error: ${sentences.join(', ')}`)
  if (wrong && kind.decodedBy) throw deniedBy(kind.decodedBy, 400, wrong)
  for (const { parent, field } of unknown) delete parent[field]
  replaceNulls(kind.schema, object)
  return mode === 'Warn' ? sentences : []
}
