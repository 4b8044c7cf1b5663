import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

/** Whether a request is allowed. If not, `reason` explains why. */
export type Admission =
  /** `cookie`: the response must set it, because the request has used the one-time token. */
  { ok: true; cookie?: string } | { ok: false; reason: string }

/**
 * Decides which requests come from the user's own page. The address of the server is guessable, and any website can
 * send requests to it. Each request is therefore checked for its host, its origin and the session cookie or token.
 */
export class Access {
  readonly #port: number
  readonly #session = createSecret()
  #token = createSecret()

  constructor(port: number) {
    this.#port = port
  }

  /** The origin of the page. Requests from any other origin are rejected. */
  get origin(): string {
    return `http://127.0.0.1:${this.#port}`
  }

  /** The address to open. Its token can be used once. */
  get url(): string {
    return `${this.origin}/?token=${this.#token}`
  }

  admit(request: IncomingMessage): Admission {
    const { headers, method = '' } = request
    // Under DNS rebinding, the host is the name of the attacker's website.
    if (headers.host !== `127.0.0.1:${this.#port}`)
      return reject(`the host is not 127.0.0.1:${this.#port}`)
    const isRead = method === 'GET' || method === 'HEAD'
    if (headers.origin !== undefined && headers.origin !== this.origin)
      return reject('the request comes from another website')
    if (!isRead && headers.origin !== this.origin)
      return reject('a request that changes the cluster must have the Origin of this page')
    if (this.#hasSession(headers.cookie))
      return isCrossOrigin(request) ? reject(crossOriginReason) : { ok: true }
    return this.#exchangeToken(request)
  }

  /**
   * Exchanges the token for the cookie. Allows a request from a link on another website if it has the
   * token.
   */
  #exchangeToken({ url = '', method }: IncomingMessage): Admission {
    const { pathname, searchParams } = new URL(url, this.origin)
    const token = searchParams.get('token')
    if (method !== 'GET' || pathname !== '/' || token === null)
      return reject('open the address that the script printed')
    if (!isSame(token, this.#token))
      return reject('this address has been used; open the new one that the script printed')
    this.#token = createSecret()
    const cookie = `${this.#cookieName}=${this.#session}; HttpOnly; SameSite=Strict; Path=/`
    return { ok: true, cookie }
  }

  /** Includes the port, because all ports of a host share cookies. */
  get #cookieName(): string {
    return `npd-live-${this.#port}`
  }

  #hasSession(header = ''): boolean {
    return header
      .split(';')
      .map(pair => pair.trim().split('='))
      .some(([name, value = '']) => name === this.#cookieName && isSame(value, this.#session))
  }
}

const reject = (reason: string): Admission => ({ ok: false, reason })

const crossOriginReason = 'the request comes from another website or program'

/** Pages on other ports of 127.0.0.1 count as same-site, so the browser sends the cookie with their requests. */
const isCrossOrigin = ({ headers }: IncomingMessage): boolean => {
  const site = headers['sec-fetch-site'] ?? 'none'
  const isNavigation =
    headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document'
  return site !== 'same-origin' && site !== 'none' && !isNavigation
}

const createSecret = (): string => randomBytes(32).toString('base64url')

const isSame = (a: string, b: string): boolean => {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}
