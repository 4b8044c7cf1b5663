import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { decodeEvent } from './event-protobuf.mts'

export type Json = Record<string, unknown>

/** A request that the server received, with its body as JSON. */
export interface Arrived {
  method: string
  path: string
  contentType: string
  body: Json | undefined
}

interface Answer {
  status: number
  body: string
}

/**
 * Creates an API server that records requests. It stores only events, and responds to a patch with
 * the patched event. `onArrival` is called after each request.
 */
export const createApiServer = (onArrival: (arrived: Arrived[]) => void) => {
  const arrived: Arrived[] = []
  const events = new Map<string, Json>()
  const store = (request: Arrived): Json => {
    if (!request.path.includes('/events')) return { kind: 'Node', apiVersion: 'v1', metadata: {} }
    const metadata = request.body?.metadata as Json | undefined
    const name = String(metadata?.name ?? request.path.split('/').at(-1))
    const event = { ...events.get(name), ...request.body }
    events.set(name, event)
    return {
      ...event,
      metadata: { ...(event.metadata as Json), resourceVersion: `${arrived.length}` },
    }
  }
  /** Handles a request and returns the response. */
  const answer = (method: string, path: string, contentType: string, bytes: Buffer): Answer => {
    const body = method === 'GET' ? undefined : toJson(contentType, bytes)
    const request = { method, path, contentType, body }
    arrived.push(request)
    const stored = store(request)
    onArrival(arrived)
    return { status: method === 'POST' ? 201 : 200, body: JSON.stringify(stored) }
  }
  return { arrived, answer }
}

const toJson = (contentType: string, bytes: Buffer): Json =>
  contentType.includes('protobuf') ? decodeEvent(bytes) : JSON.parse(bytes.toString())

export type ApiServer = ReturnType<typeof createApiServer>

/** Serves the API server on loopback, for NPD's `--apiserver-override`. */
export const serve = async ({ answer }: ApiServer) => {
  const handle = async (request: IncomingMessage) => {
    const { method = '', url = '', headers } = request
    return answer(method, url, headers['content-type'] ?? '', await buffer(request))
  }
  const server = createServer((request, response) => {
    handle(request).then(
      ({ status, body }) =>
        response.writeHead(status, { 'Content-Type': 'application/json' }).end(body),
      error => response.writeHead(500).end(String(error)),
    )
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}
