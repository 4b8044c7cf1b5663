import { setMaxListeners } from 'node:events'
import { readFile } from 'node:fs/promises'
import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http'
import { Agent, request as httpsRequest } from 'node:https'
import type { Socket } from 'node:net'
import type { Readable } from 'node:stream'
import { messageOf, UserError } from '../cli/errors.mts'

export interface HttpRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Includes the query. */
  path: string
  headers?: Record<string, string>
  body?: string
  signal?: AbortSignal
  /** How long to wait for the next data from the server, in milliseconds. 0 means no limit. */
  timeoutMs?: number
}

/** The head of a response. The stream contains the body. */
export interface HttpResponse extends Readable {
  statusCode?: number | undefined
  headers: { date?: string | undefined }
}

/** An authenticated connection to one API server. */
export interface Connection {
  /** The name of the context, for messages. */
  context: string
  /** The URL of the server. */
  server: string
  /** Resolves with the head of the response. Rejects with a UserError if the server cannot be reached. */
  send: (request: HttpRequest) => Promise<HttpResponse>
  /** Aborts all requests and closes the connections. */
  close: () => void
}

export interface TokenConnectionOptions {
  context: string
  /** For example `https://127.0.0.1:41833`. */
  server: string
  /** PEM-encoded. */
  caCertificate: string
  /** If this is a function, it is called for each request, because a ServiceAccount token changes. */
  token: string | (() => Promise<string>)
  userAgent?: string
}

/** Connects to a server with a known CA and token. */
export const connectWithToken = (options: TokenConnectionOptions): Connection => {
  const { context, server, caCertificate, token, userAgent = 'npd-test' } = options
  const agent = new Agent({ keepAlive: true, maxSockets: 64, ca: caCertificate })
  const { hostname, port } = new URL(server)
  const host = hostname.replace(/^\[|\]$/g, '')
  const abortController = new AbortController()
  // Every running request listens to this signal.
  setMaxListeners(0, abortController.signal)
  return {
    context,
    server,
    send: async ({ headers, ...request }) => {
      const authorization = `Bearer ${typeof token === 'string' ? token : await token()}`
      return sendRequest(
        options => httpsRequest({ ...options, host, port, agent }),
        { ...request, headers: { authorization, 'user-agent': userAgent, ...headers } },
        abortController.signal,
        cause => createServerUnreachableError(context, server, cause),
      )
    },
    close: () => {
      abortController.abort()
      agent.destroy()
    },
  }
}

/** Creates a request that uses the caller's transport. Does not send it. */
type RequestFactory = (options: RequestOptions) => ClientRequest

/** Sends a request and resolves with the head of the response. */
export const sendRequest = (
  createRequest: RequestFactory,
  { method, path, headers, body, signal, timeoutMs = 30_000 }: HttpRequest,
  closeSignal: AbortSignal,
  createUnreachableError: (cause: Error) => UserError,
): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const cancelSignal = signal ? AbortSignal.any([signal, closeSignal]) : closeSignal
    // Unlike `request.setTimeout`, the `timeout` option also limits the connection attempt, which could hang
    // for minutes.
    const request = createRequest({
      method,
      path,
      headers,
      signal: cancelSignal,
      timeout: timeoutMs,
    })
    request.on('timeout', () =>
      request.destroy(new Error(`no data received within ${timeoutMs / 1000} s`)),
    )
    request.once('socket', ignoreLateErrors)
    request.once('response', resolve)
    request.on('error', error =>
      reject(cancelSignal.aborted ? error : createUnreachableError(error)),
    )
    request.end(body)
  })

/**
 * Ignores the error of a request that is aborted just as its response ends. Node.js removes its own error
 * listener from the socket before it emits this error. Sockets are reused, so the listener is added only once
 * per socket.
 */
const ignoreLateErrors = (socket: Socket): void => {
  if (!socket.listeners('error').includes(ignore)) socket.on('error', ignore)
}

const ignore = () => {}

const errorTexts: Record<string, string> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset',
}

const createServerUnreachableError = (
  context: string,
  server: string,
  cause: NodeJS.ErrnoException,
): UserError =>
  new UserError(
    `Failed to reach the API server of context ${context} at ${server}: ${errorTexts[cause.code ?? ''] ?? cause.message}.`,
    'Start or repair the cluster with `npx zx scripts/run.mts`.',
    { cause },
  )

interface Kubeconfig {
  'current-context': string
  clusters: { cluster: { server: string; 'certificate-authority-data': string } }[]
  users: { user: { token: string } }[]
}

/**
 * Connects with the kubeconfig of a cluster created by `run`. Rejects with a UserError if the file
 * is invalid.
 */
export const connectKubeconfig = async (file: string): Promise<Connection> => {
  const text = await readFile(file, 'utf8').catch(error => {
    throw new UserError(
      `Failed to read ${file}: ${messageOf(error)}.`,
      'Delete it, and create a new cluster with `npx zx scripts/run.mts`.',
    )
  })
  const config = await parseKubeconfig(text)
  const cluster = config?.clusters?.[0]?.cluster
  const user = config?.users?.[0]?.user
  if (!config || !user || cluster?.['certificate-authority-data'] === undefined)
    throw new UserError(
      `Failed to read ${file}: the cluster, its certificate or the user is missing.`,
      'Delete it, and create a new cluster with `npx zx scripts/run.mts`.',
    )
  return connectWithToken({
    context: config['current-context'] ?? '',
    server: cluster.server,
    caCertificate: Buffer.from(cluster['certificate-authority-data'], 'base64').toString(),
    token: user.token,
  })
}

/** Parses the kubeconfig. `run` writes JSON, so that scripts do not have to load a YAML parser. */
const parseKubeconfig = async (text: string): Promise<Partial<Kubeconfig> | undefined> => {
  try {
    return JSON.parse(text)
  } catch {
    const { parse } = await import('yaml')
    try {
      return parse(text) ?? undefined
    } catch {
      return undefined
    }
  }
}
