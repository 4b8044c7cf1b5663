import type { Writable } from 'node:stream'
import { isAllowed, renderForbiddenMessage, type User } from './auth.mts'
import { createDiscoveryDocumentFinder } from './discovery.mts'
import { ApiError, forbidden, methodNotAllowed, pathNotFound } from './errors.mts'
import type { Kind } from './kind.mts'
import { createOpenApiDocumentFinder } from './openapi.mts'
import { type PodLogReader, streamPodLog } from './pod-log.mts'
import type { AdmissionWebhook } from './rest/admission.mts'
import { remove, removeCollection } from './rest/delete.mts'
import { findVerb, parseTarget } from './rest/parse-target.mts'
import { get, list } from './rest/read.mts'
import type { Reply, RestRequest, Target, Verb } from './rest/request.mts'
import { create, patch, update, type WriteContext } from './rest/write.mts'
import { checkWriteOptions } from './rest/write-options.mts'
import { reviewAccess, reviewSubject } from './reviews.mts'
import type { Store } from './store.mts'
import { watch } from './watch.mts'

/** An authenticated HTTP request. */
export interface HttpRequest {
  method: string
  path: string
  query: URLSearchParams
  contentType: string
  acceptHeader: string
  userAgent: string
  user: User
  body: string
}

/** Returns a reply, or writes to a stream that it opens. Throws ApiError. */
export type RequestHandler = (
  request: HttpRequest,
  openStream: (contentType: string) => Writable,
) => Reply | Promise<void>

/** Returns the response to an error that a route has thrown. */
export const buildErrorReply = (error: unknown): Reply => {
  const { code, status } =
    error instanceof ApiError
      ? error
      : new ApiError(500, 'InternalError', `Internal error: ${error}`)
  return { code, body: status }
}

export interface RequestHandlerOptions {
  store: Store
  kinds: Kind[]
  admissionWebhooks: AdmissionWebhook[]
  readPodLog?: PodLogReader
  /** Example: `v1.35.1`. */
  gitVersion: string
}

type WriteHandler = (context: WriteContext, request: RestRequest) => Reply

const writeHandlers: Partial<Record<Verb, WriteHandler>> = {
  create,
  update,
  patch,
  delete: remove,
  deletecollection: removeCollection,
}

/** Creates the request handler of the server. */
export const createRequestHandler = (options: RequestHandlerOptions): RequestHandler => {
  const { store, kinds, readPodLog } = options
  const documentFinders = [createDiscoveryDocumentFinder(kinds), createOpenApiDocumentFinder(kinds)]

  const serveResource: RequestHandler = (httpRequest, openStream) => {
    const target = parseTarget(httpRequest.path, kinds)
    const verb = target && findVerb(httpRequest.method, target, httpRequest.query)
    if (!target) throw pathNotFound()
    if (!verb) throw methodNotAllowed()
    authorize(httpRequest.user, verb, target)
    const request: RestRequest = { ...httpRequest, ...target, verb }
    if (verb === 'watch') return startWatch(store, request, openStream)
    if (target.subresource === 'log')
      return streamPodLog(store, readPodLog, request, () => openStream('text/plain'))
    if (verb === 'get') return get(store, request)
    if (verb === 'list') return list(store, request)
    const writeHandler = writeHandlers[verb]
    if (!writeHandler) throw methodNotAllowed()
    checkWriteOptions(request)
    return writeHandler(options, request)
  }

  return (httpRequest, openStream) => {
    for (const findDocument of documentFinders) {
      const document =
        httpRequest.method === 'GET'
          ? findDocument(httpRequest.path, httpRequest.acceptHeader)
          : undefined
      if (document) return { code: 200, ...document }
    }
    return serveFixedPath(httpRequest, options) ?? serveResource(httpRequest, openStream)
  }
}

const serveFixedPath = (
  httpRequest: HttpRequest,
  { gitVersion }: RequestHandlerOptions,
): Reply | undefined => {
  switch (httpRequest.path) {
    case '/version':
      return { code: 200, body: buildVersion(gitVersion) }
    case '/healthz':
    case '/livez':
    case '/readyz':
      return { code: 200, body: 'ok', contentType: 'text/plain' }
    case '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews':
      return handlePost(httpRequest, reviewAccess)
    case '/apis/authentication.k8s.io/v1/selfsubjectreviews':
      return handlePost(httpRequest, reviewSubject)
    default:
      return undefined
  }
}

const handlePost = (
  httpRequest: HttpRequest,
  review: (httpRequest: HttpRequest) => Reply,
): Reply => {
  if (httpRequest.method !== 'POST') throw methodNotAllowed()
  return review(httpRequest)
}

const buildVersion = (gitVersion: string): object => {
  const [major = '', minor = ''] = gitVersion.slice(1).split('.')
  return { major, minor, gitVersion, gitCommit: '', gitTreeState: 'clean', platform: 'embedded' }
}

const authorize = (user: User, verb: Verb, target: Target): void => {
  const { kind, name, namespace, subresource } = target
  const attributes = {
    verb,
    group: kind.group,
    resource: kind.plural,
    subresource,
    namespace,
    name,
  }
  if (!isAllowed(user, attributes))
    throw forbidden(kind, name ?? '', renderForbiddenMessage(user, attributes))
}

const startWatch = async (
  store: Store,
  request: RestRequest,
  openStream: (contentType: string) => Writable,
): Promise<void> => watch(store, request, () => openStream('application/json'))
