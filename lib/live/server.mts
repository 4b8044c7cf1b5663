import { once } from 'node:events'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { messageOf, UserError } from '../cli/errors.mts'
import { http } from '../http.mts'
import { Access } from './access.mts'

export interface Reply {
  status?: number
  /** The media type of `body`. */
  type: string
  body: string
}

/** Handles a request to a path. Returns undefined if it sends a stream. */
export type Route = (
  request: IncomingMessage,
  response: ServerResponse,
) => Reply | undefined | Promise<Reply | undefined>

export interface LiveServerOptions {
  /** The port to listen on. With 0, the operating system chooses one. */
  port: number
  /** The routes by method and path, for example `GET /`. */
  routes: Map<string, Route>
  /** Called with the next one-time address once the current one has been used. */
  onTokenUsed: (url: string) => void
}

export interface LiveServer {
  /** The address to open, with its one-time token. */
  url: string
  close: () => Promise<void>
}

/** The page uses only its own files, and no other website can embed it or read from it. */
const headers = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'cache-control': 'no-store',
}

/** Serves the routes on 127.0.0.1, only to the holder of the token. */
export const serveLive = async (options: LiveServerOptions): Promise<LiveServer> => {
  const server = http.createServer()
  await listen(server, options.port)
  const access = new Access((server.address() as AddressInfo).port)
  server.on('request', (request, response) => {
    handleRequest(request, response, { access, ...options }).catch(error => {
      if (response.headersSent) response.destroy()
      else send(response, { status: 500, type: 'text/plain', body: `${messageOf(error)}\n` })
    })
  })
  return {
    url: access.url,
    close: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

const listen = async (server: Server, port: number): Promise<void> => {
  try {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
  } catch (error) {
    throw new UserError(
      `Failed to listen on 127.0.0.1:${port}: ${messageOf(error)}.`,
      'Choose another port with --port.',
    )
  }
}

const handleRequest = async (
  request: IncomingMessage,
  response: ServerResponse,
  { access, routes, onTokenUsed }: LiveServerOptions & { access: Access },
): Promise<void> => {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
  const admission = access.admit(request)
  if (!admission.ok) {
    // The body is not read, so the connection cannot be reused.
    response.setHeader('connection', 'close')
    return send(response, { status: 403, type: 'text/plain', body: `${admission.reason}\n` })
  }
  if (admission.cookie) {
    response.setHeader('set-cookie', admission.cookie)
    onTokenUsed(access.url)
  }
  const [path = ''] = (request.url ?? '').split('?')
  const route = routes.get(`${request.method} ${path}`)
  if (!route) return send(response, { status: 404, type: 'text/plain', body: 'not found\n' })
  const reply = await route(request, response)
  if (reply) send(response, reply)
}

const send = (response: ServerResponse, { status = 200, type, body }: Reply): void => {
  response.writeHead(status, {
    'content-type': `${type}; charset=utf-8`,
    'content-length': Buffer.byteLength(body),
  })
  response.end(body)
}
