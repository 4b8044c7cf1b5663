import type { KubeObject, ListMeta } from '../../../kube/types.mts'
import { badRequest, expired, notFound, resourceVersionTooLarge } from '../errors.mts'
import type { Kind } from '../kind.mts'
import { parseFieldSelector, parseLabelSelector } from '../selectors.mts'
import type { Store } from '../store.mts'
import { type ListOptions, parseListOptions, parseVersion } from './list-options.mts'
import { decodeContinueToken, encodeContinueToken, keyOfObject } from './pages.mts'
import { parseRepresentation, renderList, renderObject } from './render-reply.mts'
import type { Reply, RestRequest } from './request.mts'

/** Gets the requested object. Throws 404 if it does not exist. */
export const getObject = (
  store: Store,
  { kind, namespace, name = '' }: Pick<RestRequest, 'kind' | 'namespace' | 'name'>,
): KubeObject => {
  const object = store.get(kind, namespace, name)
  if (!object) throw notFound(kind, name)
  return object
}

export const get = (store: Store, request: RestRequest): Reply => {
  const requestedVersion = parseVersion(request.query.get('resourceVersion') || '0')
  if (requestedVersion > store.version)
    throw resourceVersionTooLarge(requestedVersion, store.version, true)
  const object = getObject(store, request)
  const { kind, query, acceptHeader } = request
  const representation = parseRepresentation(acceptHeader)
  return { code: 200, body: renderObject(kind, object, { representation, query }) }
}

/** Parses the label and field selectors of a request into a filter. Throws 400 if a selector is invalid. */
export const parseSelectors = (
  kind: Kind,
  query: URLSearchParams,
): ((object: KubeObject) => boolean) => {
  const matchesLabels = parseLabelSelector(query.get('labelSelector') ?? '')
  const matchesFields = parseFieldSelector(query.get('fieldSelector') ?? '', kind)
  return object => matchesLabels(object.metadata.labels) && matchesFields(object)
}

export const list = (store: Store, request: RestRequest): Reply => {
  const { kind, query, acceptHeader } = request
  const {
    limit,
    version,
    objects: allObjects,
  } = findListState(store, request, parseListOptions(query, false))
  const selectedObjects = allObjects.filter(parseSelectors(kind, query))
  const objects = limit > 0 ? selectedObjects.slice(0, limit) : selectedObjects
  const metadata: ListMeta = { resourceVersion: String(version) }
  const lastObject = objects.at(-1)
  if (lastObject && objects.length < selectedObjects.length) {
    metadata.continue = encodeContinueToken({ version, lastKey: keyOfObject(lastObject) })
    if (!query.get('labelSelector') && !query.get('fieldSelector'))
      metadata.remainingItemCount = selectedObjects.length - objects.length
  }
  return {
    code: 200,
    body: renderList(kind, objects, metadata, {
      representation: parseRepresentation(acceptHeader),
      query,
    }),
  }
}

/** The objects of a list at one version, and the maximum number to return. */
interface ListState {
  limit: number
  version: number
  objects: KubeObject[]
}

/**
 * Finds the objects of a list at the requested version. Chooses the version like `ValidateListOptions` in
 * apiserver's storage package.
 */
const findListState = (store: Store, request: RestRequest, options: ListOptions): ListState => {
  const { kind, namespace } = request
  const { version, versionMatch, limit } = options
  if (options.continueToken) return findContinuedState(store, request, options)
  const requestedVersion = version === '' ? 0 : parseListVersion(version)
  const isExact =
    versionMatch === 'Exact' || (versionMatch === '' && limit > 0 && requestedVersion > 0)
  if (requestedVersion > store.version)
    throw resourceVersionTooLarge(requestedVersion, store.version, !isExact)
  if (isExact) {
    const objects = store.listAt(kind, namespace, requestedVersion)
    if (!objects) throw expired('The resourceVersion for the provided list is too old.')
    return { limit, version: requestedVersion, objects }
  }
  // For version 0, the real server responds from its cache and ignores the limit.
  const pageSize = version === '0' ? 0 : limit
  return { limit: pageSize, version: store.version, objects: store.list(kind, namespace) }
}

/** Continues a paged list at the version of its first page. */
const findContinuedState = (
  store: Store,
  request: RestRequest,
  options: ListOptions,
): ListState => {
  const { kind, namespace } = request
  const start = decodeContinueToken(options.continueToken)
  if (!['', '0'].includes(options.version))
    throw badRequest('specifying resource version is not allowed when using continue')
  const version = start.version < 0 ? store.version : start.version
  const objects = store.listAt(kind, namespace, version)
  if (!objects) throw expired(tooOldTokenMessage, encodeContinueToken({ ...start, version: -1 }))
  const remainingObjects = objects.filter(object => keyOfObject(object) > start.lastKey)
  return { limit: options.limit, version, objects: remainingObjects }
}

const tooOldTokenMessage =
  'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.'

const parseListVersion = (text: string): number => {
  try {
    return parseVersion(text)
  } catch (error) {
    throw badRequest(`invalid resource version: ${error instanceof Error ? error.message : error}`)
  }
}
