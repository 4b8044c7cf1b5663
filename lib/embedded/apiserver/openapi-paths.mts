import type { GroupVersion } from './group-versions.mts'
import type { Kind } from './kind.mts'
import { toGroupVersionKind } from './openapi-schemas.mts'

type Json = Record<string, unknown>

const createQueryParameter = (name: string, description: string): Json => ({
  name,
  in: 'query',
  description,
  schema: { type: 'string', uniqueItems: true },
})

/** kubectl checks that the server supports these parameters before it uses them. */
const writeParameters = [
  createQueryParameter('dryRun', '`All`: validate and return the result, but do not write it.'),
  createQueryParameter('fieldManager', 'The name of the client, recorded in `managedFields`.'),
  createQueryParameter(
    'fieldValidation',
    'How to handle unknown fields: `Ignore`, `Warn` or `Strict`.',
  ),
]

const applyParameters = [
  createQueryParameter('force', '`true`: take ownership of fields from other managers.'),
]

/**
 * The published patch types. Strategic merge patches are omitted. If they were published, kubectl would compute
 * them from the published schemas, which are incomplete. Without them, it uses its compiled-in types.
 */
const patchTypes = [
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/apply-patch+yaml',
]

const renderContent = (types: string[], schema: Json): Json => ({
  content: Object.fromEntries(types.map(type => [type, { schema }])),
})

const renderOperations = (kind: Kind) => {
  const schema = { $ref: `#/components/schemas/${kind.schema?.name}` }
  const renderOperation = (action: string, fields: Json = {}): Json => ({
    ...fields,
    responses: { 200: { description: 'OK', ...renderContent(['application/json'], schema) } },
    'x-kubernetes-action': action,
    'x-kubernetes-group-version-kind': toGroupVersionKind(kind),
  })
  const writeFields = { requestBody: renderContent(['*/*'], schema), parameters: writeParameters }
  const patchFields = {
    requestBody: renderContent(patchTypes, { type: 'object' }),
    parameters: [...writeParameters, ...applyParameters],
  }
  return {
    collection: { get: renderOperation('list'), post: renderOperation('post', writeFields) },
    item: {
      get: renderOperation('get'),
      put: renderOperation('put', writeFields),
      patch: renderOperation('patch', patchFields),
      delete: renderOperation('delete'),
    },
    status: {
      get: renderOperation('get'),
      put: renderOperation('put', writeFields),
      patch: renderOperation('patch', patchFields),
    },
  }
}

const renderKindPaths = (base: string, kind: Kind): [string, Json][] => {
  const { collection, item, status } = renderOperations(kind)
  const path = `${base}${kind.namespaced ? '/namespaces/{namespace}' : ''}/${kind.plural}`
  return [
    [path, collection],
    [`${path}/{name}`, item],
    ...(kind.subresources.includes('status')
      ? [[`${path}/{name}/status`, status] as [string, Json]]
      : []),
  ]
}

/** Renders the OpenAPI paths of all kinds in a group version. */
export const renderPaths = ({ path, kinds }: GroupVersion): Json =>
  Object.fromEntries(kinds.flatMap(kind => renderKindPaths(path, kind)))
