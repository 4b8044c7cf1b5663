import type { KubeObject, ListMeta } from '../../../kube/types.mts'
import { badRequest, expired, notFound } from '../errors.mts'
import type { Kind } from '../kind.mts'
import { parseFieldSelector, parseLabelSelector } from '../selectors.mts'
import type { Store } from '../store.mts'
import { formOf, renderList, renderObject } from './render-reply.mts'
import type { Reply, RestRequest } from './request.mts'

/** The object that a request names; a 404 of ours if there is none. */
export const getObject = (
  store: Store,
  { kind, namespace, name = '' }: Pick<RestRequest, 'kind' | 'namespace' | 'name'>,
): KubeObject => {
  const object = store.get(kind, namespace, name)
  if (!object) throw notFound(kind, name)
  return object
}

export const get = (store: Store, request: RestRequest): Reply => {
  const object = getObject(store, request)
  const form = formOf(request.accept)
  return { code: 200, body: renderObject(request.kind, object, form, request.query) }
}

/** Which objects the request's selectors mean. */
export const selectionOf = (
  kind: Kind,
  query: URLSearchParams,
): ((object: KubeObject) => boolean) => {
  const labels = parseLabelSelector(query.get('labelSelector') ?? '')
  const fields = parseFieldSelector(query.get('fieldSelector') ?? '', kind)
  return object => labels(object.metadata.labels) && fields(object)
}

export const list = (store: Store, { kind, namespace, query, accept }: RestRequest): Reply => {
  checkVersion(store, query)
  const page = pageOf(query)
  const selected = store.list(kind, namespace).filter(selectionOf(kind, query))
  const start = page.after === undefined ? 0 : indexAfter(selected, page.after)
  const end = page.limit > 0 ? start + page.limit : selected.length
  const objects = selected.slice(start, end)
  const metadata: ListMeta = { resourceVersion: String(page.version ?? store.version) }
  if (end < selected.length) {
    metadata.continue = encodeContinue(objects.at(-1), page.version ?? store.version)
    if (!query.get('labelSelector') && !query.get('fieldSelector'))
      metadata.remainingItemCount = selected.length - end
  }
  return { code: 200, body: renderList(kind, objects, metadata, formOf(accept), query) }
}

const checkVersion = (store: Store, query: URLSearchParams): void => {
  const match = query.get('resourceVersionMatch')
  const asked = query.get('resourceVersion')
  if (match && !asked)
    throw badRequest('resourceVersionMatch is forbidden unless resourceVersion is provided')
  if (match === 'Exact' && asked !== String(store.version))
    throw expired('The resourceVersion for the provided list is too old.')
}

interface Page {
  limit: number
  /** The key of the last object of the page before. */
  after?: string
  /** The resourceVersion of the first page. */
  version?: number
}

const pageOf = (query: URLSearchParams): Page => {
  const limit = Number(query.get('limit') ?? 0)
  const token = query.get('continue')
  if (!token) return { limit }
  try {
    const { rv, start } = JSON.parse(Buffer.from(token, 'base64url').toString())
    return { limit, after: String(start), version: Number(rv) }
  } catch {
    throw badRequest('continue key is not valid: illegal continue token')
  }
}

const keyOfObject = ({ metadata }: KubeObject): string =>
  `${metadata.namespace ?? ''}/${metadata.name}`

const encodeContinue = (last: KubeObject | undefined, version: number): string =>
  Buffer.from(
    JSON.stringify({ v: 'meta.k8s.io/v1', rv: version, start: last ? keyOfObject(last) : '' }),
  ).toString('base64url')

const indexAfter = (objects: KubeObject[], key: string): number => {
  const index = objects.findIndex(object => keyOfObject(object) > key)
  return index < 0 ? objects.length : index
}
