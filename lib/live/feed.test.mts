import { once } from 'node:events'
import { createServer, get, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { Feed } from './feed.mts'

let feed: Feed
let server: Server
let readers: IncomingMessage[]
beforeEach(async () => {
  feed = new Feed()
  readers = []
  server = createServer((request, response) => {
    const lastId = request.headers['last-event-id']
    if (!feed.connect(response, lastId?.toString())) response.writeHead(503).end()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
})
afterEach(async () => {
  feed.close()
  for (const reader of readers) reader.destroy()
  server.closeAllConnections()
  server.close()
  await once(server, 'close')
})

const connect = async (lastId?: string) => {
  const { port } = server.address() as AddressInfo
  const headers = lastId === undefined ? {} : { 'last-event-id': lastId }
  const [response]: IncomingMessage[] = await once(
    get({ port, host: '127.0.0.1', headers, agent: false }),
    'response',
  )
  if (!response) throw new Error('no response')
  response.on('error', () => {})
  readers.push(response)
  return response
}

/** Reads the stream until its text contains `end`, and resolves with the text. */
const readUntil = async (response: IncomingMessage, end: string): Promise<string> => {
  let text = ''
  for await (const chunk of response.setEncoding('utf8')) {
    text += chunk
    if (text.includes(end)) break
  }
  return text
}

const addEntry = (text: string, node = 'a', sourceRecord = '') =>
  feed.add({ at: '2026-11-25T10:00:00Z', kind: 'event', node, text, sourceRecord })
const textsIn = (stream: string) =>
  [...stream.matchAll(/"text":"([^"]+)"/g)].map(([, text]) => text)

it('sends all stored entries and the state to a new page', async () => {
  addEntry('one')
  feed.setState({ nodes: 4 })
  addEntry('two')
  const stream = await readUntil(await connect(), 'two')
  expect(stream).toContain('event: reset\n')
  expect(stream).toContain('event: state\ndata: {"nodes":4}\n')
  expect(textsIn(stream)).toEqual(['one', 'two'])
})

it('continues after the last entry of a reconnected page', async () => {
  addEntry('one')
  const stream = await readUntil(await connect(), 'one')
  const [, id] = /id: (\S+)/.exec(stream) ?? []
  addEntry('two')
  const next = await readUntil(await connect(id), 'two')
  expect([textsIn(next), next.includes('event: reset')]).toEqual([['two'], false])
})

it('sends all entries again to a page of an earlier server', async () => {
  addEntry('one')
  const stream = await readUntil(await connect('00000000.77'), 'one')
  expect([textsIn(stream), stream.includes('event: reset')]).toEqual([['one'], true])
})

it('combines repetitions about the same node into one entry with a count', () => {
  for (const [text, node] of [
    ['killed', 'a'],
    ['killed', 'b'],
    ['killed', 'a'],
    ['found', 'a'],
    ['killed', 'a'],
  ] as const)
    addEntry(text, node)
  expect(feed.entries.map(({ text, node, count }) => [text, node, count])).toEqual([
    ['killed', 'b', 1],
    ['killed', 'a', 2],
    ['found', 'a', 1],
    ['killed', 'a', 1],
  ])
})

it('keeps a limited number of entries', () => {
  for (let index = 0; index < 1_200; index += 1) addEntry(`entry ${index}`)
  expect([feed.entries.length, feed.entries[0]?.text]).toEqual([1_000, 'entry 200'])
})

it('disconnects a page that does not read', async () => {
  await connect()
  expect(feed.clientCount).toBe(1)
  for (let index = 0; index < 5_000; index += 1) addEntry(`entry ${index}`, 'a', 'x'.repeat(3_000))
  expect(feed.clientCount).toBe(0)
})
