import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import {
  createSecureServer,
  type Http2SecureServer,
  type Http2ServerRequest,
  type Http2ServerResponse,
} from 'node:http2'
import type { AddressInfo, Socket } from 'node:net'
import type { Writable } from 'node:stream'
import { http } from '../../http.mts'
import { createTokenStore, type TokenStore, type User } from './auth.mts'
import { ApiError, badRequest, requestTooLarge, unauthorized } from './errors.mts'
import { encodeJson } from './go-json.mts'
import type { Kind } from './kind.mts'
import type { PodLogReader } from './pod-log.mts'
import type { AdmissionWebhook } from './rest/admission.mts'
import type { Reply } from './rest/request.mts'
import {
  buildErrorReply,
  createRequestHandler,
  type HttpRequest,
  type RequestHandler,
} from './routes.mts'
import { Store } from './store.mts'

export interface ApiServerOptions {
  /** PEM-encoded. */
  tls: { certificate: string; key: string }
  kinds: Kind[]
  /** The Kubernetes version that the server reports. Example: `v1.35.1`. */
  gitVersion: string
  admissionWebhooks?: AdmissionWebhook[]
  readPodLog?: PodLogReader
  /** Called for requests to unknown paths and for internal errors. */
  log?: (line: string) => void
  store?: Store
}

export interface ApiServer {
  port: number
  url: string
  store: Store
  tokens: TokenStore
  /** Serves requests without a connection. See in-process.mts. */
  handleRequest: RequestHandler
  /** The open connections. */
  sockets: ReadonlySet<Socket>
  /** Closes every watch and connection. */
  close: () => Promise<void>
}

const maxBodyBytes = 3 * 1024 * 1024

/** Starts a Kubernetes API server (HTTP/2 and HTTP/1.1) on a free port of 127.0.0.1. */
export const startApiServer = async (options: ApiServerOptions): Promise<ApiServer> => {
  const { tls, log = () => {}, store = new Store(), admissionWebhooks = [] } = options
  const tokens = createTokenStore()
  const handleRequest = createRequestHandler({ ...options, admissionWebhooks, store })
  const server = createSecureServer({
    allowHTTP1: true,
    cert: tls.certificate,
    key: tls.key,
    maxSessionMemory: 256,
  })
  const sockets = trackSockets(server)
  server.on('request', (request: Http2ServerRequest, response: Http2ServerResponse) => {
    const user = tokens.authenticate(request.headers.authorization)
    serve(request, user).catch(error => sendError(response, error, log, request.url))

    async function serve(request: Http2ServerRequest, user: User | undefined): Promise<void> {
      if (!user) throw unauthorized()
      const httpRequest = await readRequest(request, user)
      const reply = handleRequest(httpRequest, contentType => openStream(response, contentType))
      if (reply instanceof Promise) await reply
      else sendReply(response, reply)
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    port,
    url: `https://127.0.0.1:${port}`,
    store,
    tokens,
    handleRequest,
    sockets,
    close: async () => {
      const closeEvent = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      await closeEvent
    },
  }
}

const trackSockets = (server: Http2SecureServer): Set<Socket> => {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  // Connection errors caused by clients are not errors of the server.
  server.on('sessionError', () => {})
  server.on('tlsClientError', () => {})
  return sockets
}

const readRequest = async (request: Http2ServerRequest, user: User): Promise<HttpRequest> => {
  const { headers } = request
  const [path = '', query = ''] = request.url.replace(/^https?:\/\/[^/]*/, '').split(/\?(.*)/s)
  if (invalidEscape.test(path)) throw badRequest('Bad Request')
  const contentType = headers['content-type'] ?? 'application/json'
  const isProtobuf = contentType.includes('protobuf')
  const bytes = await readBody(request)
  return {
    method: request.method,
    path,
    query: parseQuery(query),
    contentType: isProtobuf ? 'application/json' : contentType,
    acceptHeader: headers.accept ?? 'application/json',
    userAgent: headers['user-agent'] ?? '',
    user,
    body: isProtobuf ? await protobufToJson(bytes) : bytes.toString('utf8'),
  }
}

/** Loads the decoder on the first protobuf request, because most clients never send one. */
const protobufToJson = async (bytes: Buffer): Promise<string> =>
  (await import('./protobuf.mts')).protobufToJson(bytes)

const invalidEscape = /%(?![\da-f]{2})/i

/** Ignores parameters with semicolons or invalid escapes, like Go's `url.Query`. */
const parseQuery = (query: string): URLSearchParams => {
  const validPairs = query
    .split('&')
    .filter(pair => !pair.includes(';') && !invalidEscape.test(pair))
  return new URLSearchParams(validPairs.join('&'))
}

const readBody = async (request: Http2ServerRequest): Promise<Buffer> => {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    size += chunk.length
    if (size > maxBodyBytes) throw requestTooLarge(maxBodyBytes)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

const openStream = (
  response: Http2ServerResponse | (ServerResponse & { stream?: undefined }),
  contentType: string,
): Writable => {
  response.writeHead(200, { 'content-type': contentType, 'cache-control': 'no-cache, private' })
  // With HTTP/1.1, Node.js delays the headers until the first write.
  if (response instanceof http.ServerResponse) response.flushHeaders()
  return response.stream ?? response
}

const maxTotalWarningLength = 4096
const maxWarningLength = 256

/** Drops warnings with control characters, and limits the total length, like apiserver's `warning.go`. */
const limitWarnings = (warnings: string[]): string[] => {
  const validWarnings = warnings.filter(warning => !/\p{Cc}/u.test(warning))
  let remainingLength = maxTotalWarningLength
  if (validWarnings.join('').length <= remainingLength) return validWarnings
  return validWarnings
    .map(warning => warning.slice(0, maxWarningLength))
    .filter(warning => {
      remainingLength -= warning.length
      return remainingLength >= 0
    })
}

/** Encodes text so that a header is sent as UTF-8. Node.js writes each character of a header as one Latin-1 byte. */
const encodeHeader = (text: string): string => Buffer.from(text).toString('latin1')

const newline = Buffer.from('\n')

const sendReply = (response: Http2ServerResponse, reply: Reply): void => {
  const { code, body, contentType = 'application/json', warnings = [] } = reply
  const isEncoded = typeof body === 'string' || body instanceof Uint8Array
  const content = isEncoded ? body : Buffer.concat([encodeJson(body), newline])
  for (const warning of limitWarnings(warnings))
    response.appendHeader('warning', `299 - ${encodeHeader(JSON.stringify(warning))}`)
  response.writeHead(code, {
    'content-type': contentType,
    'content-length': Buffer.byteLength(content),
    'cache-control': 'no-cache, private',
  })
  response.end(content)
}

const sendError = (
  response: Http2ServerResponse,
  error: unknown,
  log: (line: string) => void,
  url: string,
): void => {
  if (response.headersSent) {
    response.destroy()
    return
  }
  if (!(error instanceof ApiError))
    log(`Failed to handle ${url}: ${error instanceof Error ? error.stack : error}`)
  else if (error.code === 404 && !error.status.details?.name) log(`Unknown path: ${url}`)
  sendReply(response, buildErrorReply(error))
}
