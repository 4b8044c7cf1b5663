import { once } from 'node:events'
import { type ClientHttp2Session, type ClientHttp2Stream, connect } from 'node:http2'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readLines } from '../../kube/lines.mts'
import { createCredentials } from '../credentials.mts'
import { allowAll } from './auth.mts'
import { kinds } from './kinds.mts'
import { findKind } from './rest/rest.fixture.mts'
import { type ApiServer, startApiServer } from './server.mts'

let server: ApiServer
const sessions: ClientHttp2Session[] = []

beforeAll(async () => {
  server = await startApiServer({ tls: await createCredentials(), kinds, gitVersion: 'v1.34.4' })
  server.tokens.add('admin', { name: 'admin', groups: [], rules: allowAll })
})
afterAll(async () => {
  for (const session of sessions) session.destroy()
  await server.close()
})

const openSession = (): ClientHttp2Session => {
  const session = connect(server.url, { rejectUnauthorized: false })
  // The server ends the session with an error.
  session.on('error', () => {})
  sessions.push(session)
  return session
}

/** Resolves once the watch has started. */
const watchNodes = async (session: ClientHttp2Session): Promise<ClientHttp2Stream> => {
  const path = `/api/v1/nodes?watch=1&resourceVersion=${server.store.version}`
  const stream = session.request({ ':path': path, authorization: 'Bearer admin' })
  stream.on('error', () => {})
  await once(stream, 'response')
  return stream
}

const putNode = (name: string, note: string): void => {
  const metadata = { name, annotations: { note } }
  server.store.put(findKind('Node'), { apiVersion: 'v1', kind: 'Node', metadata })
}

const readAll = async (stream: ClientHttp2Stream, enough: number): Promise<number> => {
  let count = 0
  try {
    for await (const _ of readLines(stream)) if (++count >= enough) break
  } catch {
    // The server disconnected the watcher.
  }
  return count
}

test('100 watchers all receive a change', async () => {
  const session = openSession()
  const streams = await Promise.all(Array.from({ length: 100 }, () => watchNodes(session)))
  putNode('seen', 'by all')
  expect(await Promise.all(streams.map(stream => readAll(stream, 1)))).toEqual(streams.map(() => 1))
})

test('the stream of a watcher that stops reading ends without delaying others', async () => {
  const slow = await watchNodes(openSession())
  const quick = readLines(await watchNodes(openSession()))
  const text = 'x'.repeat(1_000)
  let read = 0
  for (let round = 0; round < 12; round += 1) {
    for (let index = 0; index < 1_000; index += 1) putNode('a', `${round} ${index} ${text}`)
    while (read < (round + 1) * 1_000 && !(await quick.next()).done) read += 1
  }
  expect(read).toBe(12_000)
  expect(await readAll(slow, 12_000)).toBeLessThan(12_000)
})
