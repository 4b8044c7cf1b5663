import type { IncomingMessage } from 'node:http'
import { Agent, request as httpsRequest } from 'node:https'
import { startBenchServer } from '../../bench/bench-server.mts'
import { mapConcurrently } from '../../lib/kube/map-concurrent.mts'
import { createRandom } from '../conformance/differential/random.mts'
import { generateRequest, type HostileRequest } from './generate-request.mts'

export interface HostileResult {
  tried: number
  /** The requests that the server could not handle, with its responses. */
  failed: { request: HostileRequest; response: string }[]
}

const concurrency = 8
const timeoutMs = 20_000

interface Target {
  url: string
  token: string
  agent: Agent
}

/** Resolves with the status code and the body. The body of an open stream is empty. */
const send = (target: Target, request: HostileRequest): Promise<{ code: number; body: string }> =>
  new Promise((resolve, reject) => {
    const { method, path, headers, body } = request
    const { agent, url, token } = target
    const { hostname: host, port } = new URL(url)
    const options = {
      ...{ agent, host, port, method, path, timeout: timeoutMs },
      headers: { authorization: `Bearer ${token}`, ...headers, 'content-length': body.length },
    }
    const sent = httpsRequest(options, response => {
      const code = response.statusCode ?? 0
      if (!isStream(response)) {
        response
          .setEncoding('utf8')
          .toArray()
          .then(chunks => resolve({ code, body: chunks.join('') }), reject)
        return
      }
      response.destroy()
      resolve({ code, body: '' })
    })
    sent.on('timeout', () => sent.destroy(new Error(`no answer within ${timeoutMs / 1_000} s`)))
    sent.on('error', reject)
    sent.end(body)
  })

const isStream = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] === 'chunked'

/**
 * Both this server and the real one respond to some invalid requests with code 500 and no reason. An internal
 * error of this server has a reason.
 */
const isFailure = ({ code, body }: { code: number; body: string }): boolean =>
  code === 500 ? body.includes('"reason"') : code > 504 || code < 200

/**
 * Sends random hostile requests to an API server in its own process. The seed determines the
 * requests. A server that ends or hangs fails all later requests.
 */
export const sendHostileRequests = async (count: number, seed: number): Promise<HostileResult> => {
  const server = await startBenchServer()
  const { server: url, caCertificate: ca, token } = server.access
  const agent = new Agent({ keepAlive: true, maxSockets: concurrency, ca })
  const target = { url, token: String(token), agent }
  const random = createRandom(seed)
  const failed: HostileResult['failed'] = []
  const attempt = async (request: HostileRequest) => {
    const response = await send(target, request).catch(error => ({ code: 0, body: String(error) }))
    if (isFailure(response))
      failed.push({ request, response: `${response.code} ${response.body.slice(0, 500)}` })
  }
  try {
    const requests = Array.from({ length: count }, () => generateRequest(random))
    await mapConcurrently(requests, concurrency, attempt)
    return { tried: count, failed }
  } finally {
    agent.destroy()
    await server.close()
  }
}
