import { expect, it } from 'vitest'
import type { Kind } from './kind.mts'
import { kinds } from './kinds.mts'
import { type Change, Store } from './store.mts'

const findKind = (name: string): Kind => {
  const kind = kinds.find(({ kind }) => kind === name)
  if (!kind) throw new Error(`unknown kind ${name}`)
  return kind
}
const [node, pod] = [findKind('Node'), findKind('Pod')]

const createNode = (name: string) => ({ apiVersion: 'v1', kind: 'Node', metadata: { name } })
const createPod = (namespace: string, name: string) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace },
})

it('increments one version for all kinds with each write', () => {
  const store = new Store()
  const start = store.version
  const [a, b] = [store.put(node, createNode('a')), store.put(pod, createPod('default', 'b'))]
  expect([a, b].map(({ metadata }) => Number(metadata.resourceVersion) - start)).toEqual([1, 2])
  expect(store.remove(node, undefined, 'a')?.metadata.resourceVersion).toBe(String(start + 3))
})

it('returns immutable objects', () => {
  const store = new Store()
  const stored = store.put(node, createNode('a'))
  expect(() => {
    stored.metadata.name = 'b'
  }).toThrow(TypeError)
  expect(store.get(node, undefined, 'a')).toBe(stored)
})

it('lists objects sorted by namespace and name', () => {
  const store = new Store()
  for (const [namespace, name] of [
    ['b', 'x'],
    ['a', 'z'],
    ['a', 'y'],
  ] as const)
    store.put(pod, createPod(namespace, name))
  const names = (namespace?: string) =>
    store.list(pod, namespace).map(({ metadata }) => `${metadata.namespace}/${metadata.name}`)
  expect(names()).toEqual(['a/y', 'a/z', 'b/x'])
  expect(names('a')).toEqual(['a/y', 'a/z'])
  expect(store.list(node)).toEqual([])
})

it('reports each change with the previous object', () => {
  const store = new Store()
  const changes: Change[] = []
  const end = store.subscribe(change => changes.push(change))
  const first = store.put(node, createNode('a'))
  store.put(node, { ...createNode('a') })
  store.remove(node, undefined, 'a')
  end()
  store.put(node, createNode('b'))
  expect(changes.map(({ type }) => type)).toEqual(['ADDED', 'MODIFIED', 'DELETED'])
  expect(changes[1]?.previousObject).toBe(first)
})

it('lists changes since a version until the history is compacted', () => {
  const store = new Store()
  store.put(node, createNode('a'))
  const { version } = store
  store.put(node, createNode('b'))
  store.put(pod, createPod('default', 'c'))
  expect(store.listChangesAfter(node, version)?.map(({ object }) => object.metadata.name)).toEqual([
    'b',
  ])
  store.compact()
  expect(store.listChangesAfter(node, version)).toBeUndefined()
  expect(store.listChangesAfter(node, store.version)).toEqual([])
})

it('drops the oldest changes above its limits', () => {
  const store = new Store({ changes: 10 })
  const { version } = store
  for (let index = 0; index < 11; index += 1) store.put(node, createNode(`n${index}`))
  expect(store.listChangesAfter(node, version)).toBeUndefined()
  expect(store.listChangesAfter(node, version + 5)).toHaveLength(6)
})

it('limits the size of its changes', () => {
  const store = new Store({ bytes: 10_000 })
  const { version } = store
  const put = (name: string) =>
    store.put(node, {
      ...createNode(name),
      metadata: { name, annotations: { note: 'x'.repeat(3_000) } },
    })
  for (const name of ['a', 'b', 'c', 'd']) put(name)
  expect(store.isCompacted(version)).toBe(true)
  const kept = store.listChangesAfter(node, version + 2)
  expect(kept?.map(({ object }) => object.metadata.name)).toEqual(['c', 'd'])
  expect(store.getSizeAfter(version + 2)).toBe(JSON.stringify(kept?.map(c => c.object)).length - 3)
})
