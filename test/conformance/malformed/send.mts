import { once } from 'node:events'
import { connect } from 'node:tls'
import type { Malformed } from './request.mts'

export interface Reply {
  code: number
  body: string
}

/** Sends a request over HTTP/1.1 as it is, and reads the response until the server disconnects. */
export const send = async (
  server: { url: string; token: string },
  { request, body = '', type }: Malformed,
): Promise<Reply> => {
  const { hostname, port } = new URL(server.url)
  const socket = connect({ host: hostname, port: Number(port), rejectUnauthorized: false })
  const bytes = Buffer.from(body, 'latin1')
  const head = [
    `${request} HTTP/1.1`,
    'Host: localhost',
    `Authorization: Bearer ${server.token}`,
    'Accept: application/json',
    'Connection: close',
    `Content-Length: ${bytes.length}`,
    ...(type === undefined ? [] : [`Content-Type: ${type}`]),
  ]
  socket.write(`${head.join('\r\n')}\r\n\r\n`)
  socket.write(bytes)
  const chunks: Buffer[] = []
  socket.on('data', chunk => chunks.push(chunk))
  const watchdog = setTimeout(() => socket.destroy(), 10_000)
  await once(socket, 'close').catch(() => {})
  clearTimeout(watchdog)
  const text = Buffer.concat(chunks).toString('utf8')
  const end = text.indexOf('\r\n\r\n')
  const code = Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1] ?? 0)
  const isChunked = /^transfer-encoding: chunked/im.test(text.slice(0, end))
  const rest = text.slice(end + 4)
  return { code, body: isChunked ? rest.replace(/\r?\n?[0-9a-f]+\r\n/g, '') : rest }
}
