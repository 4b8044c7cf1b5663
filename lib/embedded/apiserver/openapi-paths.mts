import type { GroupVersion } from './group-versions.mts'
import type { Kind } from './kind.mts'
import { groupVersionKindOf } from './openapi-schemas.mts'

type Json = Record<string, unknown>

const query = (name: string, description: string): Json => ({
  name,
  in: 'query',
  description,
  schema: { type: 'string', uniqueItems: true },
})

/** That the server takes these, kubectl looks up before it uses them. */
const writeParameters = [
  query('dryRun', '`All`: answer as if it were done, and do nothing.'),
  query('fieldManager', 'Who makes the change, for `managedFields`.'),
  query('fieldValidation', '`Ignore`, `Warn` or `Strict`: what to do about unknown fields.'),
]

const applyParameters = [query('force', '`true`: take over fields from other managers.')]

/**
 * A strategic merge patch is left out, though the server takes it: kubectl would then work out such
 * patches from these schemas, which know only the fields that matter here. So it does it by the types
 * that it was compiled with.
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
  const operation = (action: string, more: Json = {}): Json => ({
    ...more,
    responses: { 200: { description: 'OK', ...renderContent(['application/json'], schema) } },
    'x-kubernetes-action': action,
    'x-kubernetes-group-version-kind': groupVersionKindOf(kind),
  })
  const body = { requestBody: renderContent(['*/*'], schema), parameters: writeParameters }
  const patch = {
    requestBody: renderContent(patchTypes, { type: 'object' }),
    parameters: [...writeParameters, ...applyParameters],
  }
  return {
    collection: { get: operation('list'), post: operation('post', body) },
    item: {
      get: operation('get'),
      put: operation('put', body),
      patch: operation('patch', patch),
      delete: operation('delete'),
    },
    status: {
      get: operation('get'),
      put: operation('put', body),
      patch: operation('patch', patch),
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

/** What can be asked of the kinds of a group, by path. */
export const renderPaths = ({ path, kinds }: GroupVersion): Json =>
  Object.fromEntries(kinds.flatMap(kind => renderKindPaths(path, kind)))
