import { expect, it } from 'vitest'
import type { Kind } from './kind.mts'
import { kinds } from './kinds.mts'
import { type Change, Store } from './store.mts'

const findKind = (name: string): Kind => {
  const kind = kinds.find(({ kind }) => kind === name)
  if (!kind) throw new Error(`no ${name}`)
  return kind
}
const [node, pod] = [findKind('Node'), findKind('Pod')]

const createNode = (name: string) => ({ apiVersion: 'v1', kind: 'Node', metadata: { name } })
const createPod = (namespace: string, name: string) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace },
})

it('counts one version for all kinds, a step per write', () => {
  const store = new Store()
  const start = store.version
  const [a, b] = [store.put(node, createNode('a')), store.put(pod, createPod('default', 'b'))]
  expect([a, b].map(({ metadata }) => Number(metadata.resourceVersion) - start)).toEqual([1, 2])
  expect(store.remove(node, undefined, 'a')?.metadata.resourceVersion).toBe(String(start + 3))
})

it('hands out objects that nobody can change', () => {
  const store = new Store()
  const stored = store.put(node, createNode('a'))
  expect(() => {
    stored.metadata.name = 'b'
  }).toThrow(TypeError)
  expect(store.get(node, undefined, 'a')).toBe(stored)
})

it('lists by namespace and name', () => {
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

it('tells each change with what was there before', () => {
  const store = new Store()
  const changes: Change[] = []
  const end = store.subscribe(change => changes.push(change))
  const first = store.put(node, createNode('a'))
  store.put(node, { ...createNode('a') })
  store.remove(node, undefined, 'a')
  end()
  store.put(node, createNode('b'))
  expect(changes.map(({ type }) => type)).toEqual(['ADDED', 'MODIFIED', 'DELETED'])
  expect(changes[1]?.previous).toBe(first)
})

it('knows what has changed since a version, until it is compacted', () => {
  const store = new Store()
  store.put(node, createNode('a'))
  const { version } = store
  store.put(node, createNode('b'))
  store.put(pod, createPod('default', 'c'))
  expect(store.changesSince(node, version)?.map(({ object }) => object.metadata.name)).toEqual([
    'b',
  ])
  store.compact()
  expect(store.changesSince(node, version)).toBeUndefined()
  expect(store.changesSince(node, store.version)).toEqual([])
})

it('forgets the oldest changes when there are too many', () => {
  const store = new Store(10)
  const { version } = store
  for (let index = 0; index < 11; index += 1) store.put(node, createNode(`n${index}`))
  expect(store.changesSince(node, version)).toBeUndefined()
  expect(store.changesSince(node, version + 5)).toHaveLength(6)
})
