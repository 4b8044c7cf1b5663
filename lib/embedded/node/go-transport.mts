import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  connect,
  constants,
  type OutgoingHttpHeaders,
} from 'node:http2'
import { type TLSSocket, connect as tlsConnect } from 'node:tls'

/** The address and credentials that a client in a pod uses for the API server. */
export interface Endpoint {
  host: string
  port: number
  /** PEM-encoded. */
  caCertificate: string
  token: string
  userAgent: string
}

export interface GoRequest {
  method: 'GET' | 'POST' | 'PATCH'
  path: string
  contentType?: string
  body?: string
  signal?: AbortSignal
}

export interface GoResponse {
  status: number
  body: string
}

/** Timeouts in milliseconds. The defaults match client-go's transport and its x/net/http2. */
export interface TransportTimeouts {
  dial: number
  readIdle: number
  ping: number
  idleConnection: number
}

const clientGoTimeouts: TransportTimeouts = {
  dial: 30_000,
  readIdle: 30_000,
  ping: 15_000,
  idleConnection: 90_000,
}

/**
 * An HTTP/2 client that behaves like client-go when the network drops traffic. It uses one connection
 * for all requests. It drops a connection if a ping gets no response, and dials with a timeout.
 * Error messages match Go's.
 *
 * There is one difference from client-go. On loopback, the kernel accepts connections even while the network
 * is partitioned, so the dial timeout includes the TLS handshake.
 */
export class GoTransport {
  readonly #endpoint: Endpoint
  readonly #timeouts: TransportTimeouts
  readonly #sessions = new Set<ClientHttp2Session>()
  readonly #readIdleTimers = new WeakMap<ClientHttp2Session, NodeJS.Timeout>()
  #currentSession: ClientHttp2Session | undefined

  constructor(endpoint: Endpoint, timeouts: Partial<TransportTimeouts> = {}) {
    this.#endpoint = endpoint
    this.#timeouts = { ...clientGoTimeouts, ...timeouts }
  }

  /** Rejects with the text of Go's `url.Error`: `Patch "https://…": dial tcp …: i/o timeout`. */
  async request(request: GoRequest): Promise<GoResponse> {
    const { host, port } = this.#endpoint
    try {
      request.signal?.throwIfAborted()
      const session = this.#findUsableSession() ?? (await this.#dial(request.signal))
      return await this.#sendRequest(session, request)
    } catch (error) {
      const verb = request.method[0] + request.method.slice(1).toLowerCase()
      const reason = request.signal?.aborted ? 'context canceled' : toGoErrorText(error)
      throw new Error(`${verb} "https://${host}:${port}${request.path}": ${reason}`, {
        cause: error,
      })
    }
  }

  /** Drops all connections immediately, as if the process had exited. */
  close(): void {
    for (const session of this.#sessions) session.destroy()
  }

  #findUsableSession(): ClientHttp2Session | undefined {
    const session = this.#currentSession
    return session && !session.closed && !session.destroyed ? session : undefined
  }

  async #dial(signal: AbortSignal | undefined): Promise<ClientHttp2Session> {
    const socket = await this.#handshake(signal)
    const { host, port } = this.#endpoint
    const session = connect(`https://${host}:${port}`, { createConnection: () => socket })
    session.on('error', () => {})
    this.#sessions.add(session)
    session.once('close', () => {
      this.#sessions.delete(session)
      socket.destroy()
    })
    this.#watchHealth(session)
    session.setTimeout(this.#timeouts.idleConnection, () => session.close())
    this.#currentSession = session
    return session
  }

  #handshake(signal: AbortSignal | undefined): Promise<TLSSocket> {
    const { host, port, caCertificate } = this.#endpoint
    const socket = tlsConnect({ host, port, ca: caCertificate, ALPNProtocols: ['h2'] })
    return new Promise((resolve, reject) => {
      const settle = (finish: () => void) => {
        clearTimeout(timer)
        signal?.removeEventListener('abort', abort)
        finish()
      }
      const fail = (error: Error) =>
        settle(() => {
          socket.destroy()
          reject(error)
        })
      const abort = () => fail(new Error('operation was canceled'))
      const timer = setTimeout(
        () => fail(new Error(`dial tcp ${host}:${port}: i/o timeout`)),
        this.#timeouts.dial,
      )
      signal?.addEventListener('abort', abort, { once: true })
      socket.on('error', error => fail(toDialError(error, `${host}:${port}`)))
      socket.once('secureConnect', () => settle(() => resolve(socket)))
    })
  }

  /**
   * Like x/net/http2's health check: sends a ping if no bytes have arrived for `readIdle`, and closes
   * the connection if the ping gets no response.
   */
  #watchHealth(session: ClientHttp2Session): void {
    const dropConnection = () => session.destroy(new Error('http2: client connection lost'))
    const sendPing = () => {
      // The idle timeout may have just closed the session, which then rejects pings.
      if (session.closed || session.destroyed) return
      const pingTimer = setTimeout(dropConnection, this.#timeouts.ping)
      session.ping(error => {
        clearTimeout(pingTimer)
        if (!error) readIdleTimer.refresh()
      })
    }
    const readIdleTimer = setTimeout(sendPing, this.#timeouts.readIdle)
    this.#readIdleTimers.set(session, readIdleTimer)
    session.once('close', () => clearTimeout(readIdleTimer))
  }

  #sendRequest(session: ClientHttp2Session, request: GoRequest): Promise<GoResponse> {
    const headers: OutgoingHttpHeaders = {
      ':method': request.method,
      ':path': request.path,
      authorization: `Bearer ${this.#endpoint.token}`,
      accept: 'application/json',
      'user-agent': this.#endpoint.userAgent,
    }
    if (request.contentType) headers['content-type'] = request.contentType
    return new Promise((resolve, reject) => {
      const stream = session.request(headers, request.signal ? { signal: request.signal } : {})
      session.once('error', reject)
      stream.once('error', reject)
      stream.once('close', () => {
        session.off('error', reject)
        reject(new Error('http2: client connection lost'))
      })
      readResponse(stream, () => this.#readIdleTimers.get(session)?.refresh(), resolve)
      stream.end(request.body)
    })
  }
}

const readResponse = (
  stream: ClientHttp2Stream,
  onFrame: () => void,
  resolve: (response: GoResponse) => void,
): void => {
  const chunks: Buffer[] = []
  let status = 0
  stream.on('response', headers => {
    onFrame()
    status = Number(headers[constants.HTTP2_HEADER_STATUS])
  })
  stream.on('data', (chunk: Buffer) => {
    onFrame()
    chunks.push(chunk)
  })
  stream.on('end', () => {
    if (status) resolve({ status, body: Buffer.concat(chunks).toString('utf8') })
  })
}

const toDialError = (error: NodeJS.ErrnoException, address: string): Error =>
  error.code === 'ECONNREFUSED'
    ? new Error(`dial tcp ${address}: connect: connection refused`)
    : error

const toGoErrorText = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  const { code } = error as NodeJS.ErrnoException
  if (code === 'ECONNRESET') return 'read tcp: connection reset by peer'
  return error.message
}
