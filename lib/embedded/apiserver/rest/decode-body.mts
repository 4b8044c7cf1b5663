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
import { ApiError, badRequest, deniedByWebhook, invalid, unsupportedMediaType } from '../errors.mts'
import { invalidField } from '../field-errors.mts'
import { apiVersionOf, type Kind } from '../kind.mts'
import { jsonTypeOf, parseJson } from '../parse-json.mts'
import { parseYaml } from '../parse-yaml.mts'
import type { RestRequest } from './request.mts'

type DecodableRequest = Pick<RestRequest, 'kind' | 'body' | 'contentType' | 'query' | 'namespace'>

/**
 * Decodes the object in a request body, validates its fields according to `fieldValidation`, and
 * returns it with the warnings for the client.
 */
export const decodeObject = (
  request: DecodableRequest,
  {
    createUnknownFieldsError,
    createTypeError = createBodyTypeError,
    requireTypeMeta,
  }: DecodingOptions = {},
): { object: KubeObject; warnings: string[] } => {
  checkMediaType(request)
  const { kind } = request
  const body = parseBody(request)
  const typeMetaError = findTypeMetaError(body)
  if (typeMetaError)
    throw createTypeError(kind, `${renderUnrecognizedError(kind)}: ${typeMetaError}`, request.body)
  if (requireTypeMeta && !(body.kind && body.apiVersion))
    // apiserver's `applyPatcher` returns the same error.
    throw badRequest(`invalid object type: ${body.apiVersion ?? '/'}, Kind=${body.kind ?? ''}`)
  const object = {
    ...body,
    kind: body.kind ?? kind.kind,
    apiVersion: body.apiVersion ?? apiVersionOf(kind),
  } as KubeObject
  const identityError = findIdentityError(kind, object)
  if (identityError) throw createTypeError(kind, identityError, request.body)
  object.metadata ??= { name: '' }
  const violatedSchema = kind.schema && !isValid(kind.schema, object) ? kind.schema : undefined
  const unknownFields = violatedSchema ? listUnknownFields(violatedSchema, object) : []
  if (createUnknownFieldsError && unknownFields.length > 0)
    throw createUnknownFieldsError(kind, object, unknownFields)
  const fieldTypeError = violatedSchema && findTypeError(violatedSchema, object, kind.kind)
  if (fieldTypeError && !kind.decodingWebhook)
    throw createTypeError(kind, `${renderDecodingPrefix(kind)}: ${fieldTypeError}`, request.body)
  const warnings = handleInvalidFields(request, object, unknownFields, fieldTypeError)
  setNamespace(object, request)
  return { object, warnings }
}

type UnknownFieldsErrorFactory = (
  kind: Kind,
  object: KubeObject,
  unknownFields: UnknownField[],
) => ApiError

interface DecodingOptions {
  /** Whether the body must contain its kind and version. */
  requireTypeMeta?: true
  /** Creates the error for unknown fields. If undefined, they are handled according to `fieldValidation`. */
  createUnknownFieldsError?: UnknownFieldsErrorFactory
  createTypeError?: (kind: Kind, message: string, body: string) => ApiError
}

const createBodyTypeError = (_: Kind, message: string): ApiError => badRequest(message)

/** Creates the error for a patch whose result has a field of the wrong type. */
export const createPatchTypeError = (kind: Kind, message: string, body: string): ApiError =>
  invalid({ kind: '', group: '' }, '', [
    invalidField('patch', body, message.replace(`${renderDecodingPrefix(kind)}: `, '')),
  ])

/**
 * Creates the error for unknown fields in a server-side apply, with the message of structured-merge-diff's
 * `AsTyped`.
 */
export const createUnknownAppliedFieldsError: UnknownFieldsErrorFactory = (
  kind,
  { metadata },
  unknownFields,
) => {
  const { namespace = '', name } = metadata
  const messages = unknownFields.map(
    ({ keyedPath }) => `${keyedPath}: field not declared in schema`,
  )
  const messageList = messages.length === 1 ? messages[0] : ['errors:', ...messages].join('\n  ')
  const object = `${namespace}/${name}; ${kind.group}/${kind.version}, Kind=${kind.kind}`
  return new ApiError(500, '', `failed to create typed patch object (${object}): ${messageList}`)
}

/** Rejects unsupported media types. The server has already converted protobuf bodies to JSON. */
export const checkMediaType = ({ contentType, kind }: DecodableRequest): void => {
  const type = contentType.split(';')[0]?.trim() ?? ''
  const supportedTypes = ['application/json', 'application/yaml']
  if (type === '' || supportedTypes.includes(type)) return
  const acceptedTypes = [
    ...supportedTypes,
    ...(kind.isCustom ? [] : ['application/vnd.kubernetes.protobuf']),
  ]
  throw unsupportedMediaType(
    `the body of the request was in an unknown format - accepted media types include: ${acceptedTypes.join(', ')}`,
  )
}

const parseBody = ({ body, contentType, kind }: DecodableRequest): Partial<KubeObject> => {
  try {
    // Like Go, treats a null body as an empty object.
    const object = (contentType.includes('yaml') ? parseYaml(body) : parseJson(body)) ?? {}
    if (!isObject(object))
      throw new Error(
        `couldn't get version/kind; json parse error: json: cannot unmarshal ${jsonTypeOf(object)} into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }`,
      )
    return object as Partial<KubeObject>
  } catch (error) {
    throw badRequest(`${renderUnrecognizedError(kind)}: ${messageOf(error)}`)
  }
}

const renderUnrecognizedError = ({ kind }: Kind): string =>
  `the object provided is unrecognized (must be of type ${kind})`

const findTypeMetaError = (body: { [field: string]: unknown }): string | undefined => {
  const wrongField = ['apiVersion', 'kind'].find(field => typeof (body[field] ?? '') !== 'string')
  return (
    wrongField &&
    `couldn't get version/kind; json parse error: json: cannot unmarshal ${jsonTypeOf(body[wrongField])} into Go struct field .${wrongField} of type string`
  )
}

const findIdentityError = (kind: Kind, object: Partial<KubeObject>): string | undefined => {
  const { metadata = {} } = object
  if (metadata !== null && !isObject(metadata))
    return `${renderDecodingPrefix(kind)}: json: cannot unmarshal ${jsonTypeOf(metadata)} into Go struct field ${kind.kind}.metadata of type v1.ObjectMeta`
  if (object.kind !== kind.kind || object.apiVersion !== apiVersionOf(kind))
    return `${renderUnrecognizedError(kind)}: ${object.apiVersion}, Kind=${object.kind}`
  return undefined
}

const renderDecodingPrefix = ({ kind, version }: Kind): string =>
  `${kind} in version "${version}" cannot be handled as a ${kind}`

const setNamespace = (object: KubeObject, { kind, namespace }: DecodableRequest): void => {
  if (!kind.namespaced || !namespace) return
  object.metadata.namespace ??= namespace
  if (object.metadata.namespace !== namespace)
    throw badRequest(
      `the namespace of the provided object does not match the namespace sent on the request`,
    )
}

const handleInvalidFields = (
  { kind, query }: DecodableRequest,
  object: KubeObject,
  unknownFields: UnknownField[],
  fieldTypeError: string | undefined,
): string[] => {
  if (!kind.schema) return []
  const prefix = renderDecodingPrefix(kind)
  const messages = unknownFields.map(({ path }) => `unknown field "${path}"`)
  const mode = query.get('fieldValidation') ?? 'Warn'
  if (mode === 'Strict' && messages.length > 0)
    throw badRequest(`${prefix}: strict decoding error: ${messages.join(', ')}`)
  if (fieldTypeError && kind.decodingWebhook)
    throw deniedByWebhook(kind.decodingWebhook, 400, fieldTypeError)
  for (const { parent, field } of unknownFields) delete parent[field]
  replaceNulls(kind.schema, object)
  return mode === 'Warn' ? messages : []
}
