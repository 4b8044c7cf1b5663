import { setMaxListeners } from 'node:events'
import { addAbortSignal, PassThrough } from 'node:stream'
import type { Connection, HttpResponse, HttpRequest as Request } from '../../kube/connection.mts'
import type { User } from './auth.mts'
import { encodeJson } from './go-json.mts'
import type { Reply } from './rest/request.mts'
import { buildErrorReply, type HttpRequest } from './routes.mts'
import type { ApiServer } from './server.mts'

export interface InProcessOptions {
  context: string
  user: User
  userAgent: string
}

/**
 * Connects the cluster's controllers and kubelets to the API server in the same process, without TLS.
 * TLS would take a third of the start time and several megabytes of memory.
 */
export const connectInProcess = (
  { handleRequest, url }: Pick<ApiServer, 'handleRequest' | 'url'>,
  { context, user, userAgent }: InProcessOptions,
): Connection => {
  const abortController = new AbortController()
  // Every running request listens to this signal. Without this call, Node.js warns about more than 10
  // listeners.
  setMaxListeners(0, abortController.signal)
  const send = async ({ signal, ...request }: Request): Promise<HttpResponse> => {
    const cancelSignal = signal
      ? AbortSignal.any([signal, abortController.signal])
      : abortController.signal
    cancelSignal.throwIfAborted()
    const stream = addAbortSignal(cancelSignal, new PassThrough())
    let isStreamOpen = false
    const openStream = () => {
      isStreamOpen = true
      return stream
    }
    const headers = { date: new Date().toUTCString() }
    try {
      const reply = handleRequest(toServerRequest(request, url, { user, userAgent }), openStream)
      if (!(reply instanceof Promise)) {
        stream.end(encodeBody(reply))
        return Object.assign(stream, { statusCode: reply.code, headers })
      }
      if (isStreamOpen) reply.catch(error => stream.destroy(error))
      else await reply
      return Object.assign(stream, { statusCode: 200, headers })
    } catch (error) {
      const reply = buildErrorReply(error)
      stream.end(encodeBody(reply))
      return Object.assign(stream, { statusCode: reply.code, headers })
    }
  }
  return { context, server: url, send, close: () => abortController.abort() }
}

const toServerRequest = (
  { method, path, headers = {}, body = '' }: Request,
  server: string,
  client: Pick<InProcessOptions, 'user' | 'userAgent'>,
): HttpRequest => {
  const url = new URL(path, server)
  return {
    ...client,
    method,
    path: url.pathname,
    query: url.searchParams,
    contentType: headers['content-type'] ?? 'application/json',
    acceptHeader: 'application/json',
    body,
  }
}

const encodeBody = ({ body }: Reply): string | Uint8Array =>
  typeof body === 'string' || body instanceof Uint8Array ? body : encodeJson(body)
