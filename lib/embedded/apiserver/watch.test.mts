import { PassThrough } from 'node:stream'
import { describe, expect, it, vi } from 'vitest'
import { buildRequest, createContext, findKind } from './rest/rest.fixture.mts'
import { watch } from './watch.mts'

const node = findKind('Node')
const createNode = (name: string, labels = {}) => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name, labels },
})

/** Reads all buffered text. Since Node.js 26, one call of `read` returns only the first chunk. */
const readAll = (stream: PassThrough): string => {
  let text = ''
  for (let chunk = stream.read(); chunk !== null; chunk = stream.read()) text += chunk
  return text
}

const open = (query: string, fields = {}) => {
  const { store } = createContext()
  store.put(node, createNode('a'))
  const start = (text: string) => {
    const out = new PassThrough()
    watch(store, { ...buildRequest('Node', { query: text }), ...fields }, () => out)
    const events = () =>
      readAll(out)
        .trim()
        .split('\n')
        .filter(Boolean)
        .map(line => JSON.parse(line))
        .map(({ type, object }) => `${type} ${object.metadata?.name ?? object.code ?? ''}`.trim())
    return { out, events }
  }
  return { store, start, ...start(query) }
}

describe('watch', () => {
  it('starts with the existing objects', () => {
    expect(open('').events()).toEqual(['ADDED a'])
  })

  it('resumes from a version', () => {
    const { store, start } = open('')
    const version = store.version
    store.put(node, createNode('b'))
    const later = start(`resourceVersion=${version}`)
    store.remove(node, undefined, 'b')
    expect(later.events()).toEqual(['ADDED b', 'DELETED b'])
  })

  it('sends one ERROR event if the version is too old', () => {
    const { store, start } = open('')
    const version = store.version
    store.put(node, createNode('b'))
    store.compact()
    const late = start(`resourceVersion=${version}`)
    expect(late.events()).toEqual(['ERROR 410'])
    expect(late.out.writableEnded).toBe(true)
  })

  it('marks the end of the initial objects if requested', () => {
    const { events } = open(
      'sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true',
    )
    expect(events()).toEqual(['ADDED a', 'BOOKMARK'])
  })

  it('reports objects that start or stop matching as added or deleted', () => {
    const { store, events } = open('labelSelector=x')
    store.put(node, createNode('a', { x: '1' }))
    store.put(node, createNode('a', { x: '2' }))
    store.put(node, createNode('a'))
    store.put(node, createNode('a', { y: '1' }))
    expect(events()).toEqual(['ADDED a', 'MODIFIED a', 'DELETED a'])
  })

  it('sends the last matching state of an object that leaves the selection', () => {
    const { store, out } = open('labelSelector=x')
    store.put(node, createNode('a', { x: '1' }))
    const { metadata } = store.put(node, createNode('a'))
    const last = JSON.parse(readAll(out).trim().split('\n').at(-1) ?? '')
    expect(last.object.metadata).toMatchObject({
      labels: { x: '1' },
      resourceVersion: metadata.resourceVersion,
    })
  })

  it('does not count the initial objects toward the limit', () => {
    const { store, start } = open('')
    for (let index = 0; index < 2_000; index += 1) store.put(node, createNode(`n${index}`))
    const late = start('')
    const names = new Set<string>()
    for (let read = late.events(); read.length > 0; read = late.events())
      for (const event of read) names.add(event)
    expect([names.size, late.out.destroyed]).toEqual([2_001, false])
  })

  it.each([
    ['many', 6_000, 10],
    ['large', 600, 20_000],
  ])('ends the stream of a watcher that is behind by %s changes', (_, count, size) => {
    const { store, out, events, start } = open('')
    const other = start('')
    for (let index = 0; index < count; index += 1) {
      store.put(node, createNode('a', { index: String(index).padEnd(size, 'x') }))
      other.events()
    }
    expect([out.writableEnded, other.out.writableEnded]).toEqual([true, false])
    expect(events()).not.toContain('ERROR 410')
  })

  it('resumes after the last event of a stream that was too slow', () => {
    const { store, out, start } = open('')
    for (let index = 0; !out.writableEnded; index += 1)
      store.put(node, createNode('a', { index: String(index).padEnd(20_000, 'x') }))
    const last = JSON.parse(readAll(out).trim().split('\n').at(-1) ?? '')
    const resumed = start(`resourceVersion=${last.object.metadata.resourceVersion}`)
    expect(new Set(resumed.events())).toEqual(new Set(['MODIFIED a']))
  })

  it('does not write to a client whose connection is being destroyed', () => {
    const { store, out } = open('')
    const written = vi.spyOn(out, 'write')
    out.destroy()
    store.put(node, createNode('b'))
    expect(written).not.toHaveBeenCalled()
  })

  it('sends the same bytes to all watchers', () => {
    const { store, out, start } = open('')
    const other = start('')
    for (const stream of [out, other.out]) readAll(stream)
    store.put(node, createNode('b'))
    const [first, second] = [out.read(), other.out.read()]
    expect(first.buffer).toBe(second.buffer)
    expect(first.byteOffset).toBe(second.byteOffset)
  })

  it('stops sending once the client has disconnected', () => {
    const { store, out, events } = open('')
    events()
    out.end()
    store.put(node, createNode('b'))
    expect(events()).toEqual([])
  })
})
