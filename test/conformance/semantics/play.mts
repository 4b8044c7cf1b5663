import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { readLines } from '../../../lib/kube/lines.mts'
import { normalize } from './normalize.mts'
import type { Step } from './step.mts'

/** A server that receives the requests. */
export interface Server {
  url: string
  token: string
  compact: () => void | Promise<void>
}

/** A response without values that differ between runs. */
export interface Answer {
  code: number
  type: string
  warnings?: string[]
  body?: unknown
  /** For watches only. */
  events?: unknown[]
}

/** Values from earlier responses, by the name that later requests use. */
export type Variables = Map<string, string>

/** The maximum time until a response, and between two events. */
const timeoutMs = 10_000

const substitute = (text: string, variables: Variables): string =>
  text.replace(/\{(\w+)\}/g, (whole, name) => variables.get(name) ?? whole)

const open = async (server: Server, step: Step, variables: Variables): Promise<IncomingMessage> => {
  const [method = '', path = ''] = substitute(step.request, variables).split(/ (.*)/)
  const { body } = step
  const text = substitute(typeof body === 'string' ? body : (JSON.stringify(body) ?? ''), variables)
  const request = httpsRequest(server.url + path, {
    method,
    rejectUnauthorized: false,
    timeout: timeoutMs,
    headers: {
      authorization: `Bearer ${server.token}`,
      accept: step.accept ?? 'application/json',
      'user-agent': 'semantics',
      // Without a length, Node.js would send the body of a DELETE unframed.
      'content-length': Buffer.byteLength(text),
      ...(body !== undefined && { 'content-type': step.type ?? 'application/json' }),
    },
  })
  request.end(text)
  const timedOut = () => new Error(`no data for ${timeoutMs} ms: ${step.request}`)
  request.once('timeout', () => request.destroy(timedOut()))
  const [response] = await once(request, 'response')
  // From here on, errors are reported by the response.
  request.on('error', () => {})
  request.removeAllListeners('timeout').once('timeout', () => response.destroy(timedOut()))
  return response
}

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

const valueAt = (value: unknown, path: string): unknown =>
  path
    .split('.')
    .reduce((inside, key) => (inside as Record<string, unknown> | undefined)?.[key], value)

/** Reads `count` events of a watch, then disconnects. */
const readEvents = async (response: IncomingMessage, count = Number.POSITIVE_INFINITY) => {
  const events: unknown[] = []
  if (count > 0)
    for await (const line of readLines(response)) if (events.push(parse(line)) >= count) break
  response.destroy()
  return events
}

/** Sends one request, and stores the values that later requests need. */
export const play = async (server: Server, step: Step, variables: Variables): Promise<Answer> => {
  if (step.compact) await server.compact()
  const response = await open(server, step, variables)
  const { statusCode: code = 0, headers } = response
  const answer = { code, type: headers['content-type'] ?? '', ...warningsOf(headers.warning) }
  if (code === 200 && /[?&]watch=(?!false)/.test(step.request)) {
    for (const inside of step.during ?? []) {
      const { code, body } = await play(server, inside, variables)
      if (code >= 400) throw new Error(`${inside.request}: ${JSON.stringify(body)}`)
    }
    return { ...answer, events: normalize(await readEvents(response, step.events)) as unknown[] }
  }
  const body = parse((await response.setEncoding('utf8').toArray()).join(''))
  for (const [name, path] of Object.entries(step.keep ?? {}))
    variables.set(name, String(valueAt(body, path)))
  return { ...answer, body: normalize(body) }
}

const warningsOf = (header: unknown): { warnings?: string[] } =>
  header === undefined ? {} : { warnings: [String(header)] }
