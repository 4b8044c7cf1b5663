import { afterEach, beforeEach, expect, it } from 'vitest'
import { startTestApi, type TestApi } from './api-server.fixture.mts'
import { type Change, ObjectCache, observe } from './informer.mts'
import { nodes } from './resources.mts'
import type { KubeNode } from './types.mts'

let test: TestApi
let controller: AbortController
let changes: AsyncGenerator<Change<KubeNode>>
beforeEach(async () => {
  test = await startTestApi()
  controller = new AbortController()
  changes = observe<KubeNode>(test.api, nodes, { signal: controller.signal })
})
afterEach(async () => {
  controller.abort()
  await changes.return(undefined)
  await test.close()
})

const nodeOf = (name: string): KubeNode => ({ apiVersion: 'v1', kind: 'Node', metadata: { name } })

const next = async (): Promise<string> => {
  const { value, done } = await changes.next()
  if (done) return 'end'
  const change: Change<KubeNode> = value
  return change.type === 'synced'
    ? `synced ${change.objects.map(({ metadata }) => metadata.name)}`
    : `${change.type} ${change.object.metadata.name}`
}

const label = { type: 'merge', body: { metadata: { labels: { a: 'b' } } } } as const

it('reports all objects, and then each change', async () => {
  await test.api.create(nodes, nodeOf('a'))
  expect(await next()).toBe('synced a')
  await test.api.create(nodes, nodeOf('b'))
  await test.api.patch(nodes, 'a', label)
  await test.api.delete(nodes, 'b')
  expect([await next(), await next(), await next()]).toEqual(['added b', 'modified a', 'deleted b'])
})

it('resumes at the last change after the connection is lost', async () => {
  expect(await next()).toBe('synced ')
  await test.api.create(nodes, nodeOf('a'))
  expect(await next()).toBe('added a')
  const following = next()
  for (const socket of test.server.sockets) socket.destroy()
  await test.api.create(nodes, nodeOf('b'))
  expect(await following).toBe('added b')
})

it('starts again if the server has discarded the missed changes', async () => {
  expect(await next()).toBe('synced ')
  await test.api.create(nodes, nodeOf('a'))
  expect(await next()).toBe('added a')
  const following = next()
  for (const socket of test.server.sockets) socket.destroy()
  test.server.store.compact()
  await test.api.create(nodes, nodeOf('b'))
  test.server.store.compact()
  expect(await following).toBe('synced a,b')
})

it('resumes a watch that receives nothing, and reports each contact', async () => {
  let contacts = 0
  const own = observe<KubeNode>(test.api, nodes, {
    signal: controller.signal,
    idleMs: 100,
    onReachable: () => {
      contacts += 1
      if (contacts === 4) void test.api.create(nodes, nodeOf('late'))
    },
  })
  expect(await own.next()).toMatchObject({ value: { type: 'synced' } })
  expect(await own.next()).toMatchObject({ value: { object: { metadata: { name: 'late' } } } })
  // One list, three watches, and the event from the last watch.
  expect(contacts).toBe(5)
})

it('ends when the signal aborts', async () => {
  await next()
  const following = next()
  controller.abort()
  expect(await following).toBe('end')
})

it('keeps a cache of the current objects', () => {
  const cache = new ObjectCache<KubeNode>()
  cache.update({ type: 'synced', objects: [nodeOf('a'), nodeOf('b')] })
  cache.update({ type: 'deleted', object: nodeOf('a') })
  cache.update({ type: 'added', object: nodeOf('c') })
  expect(cache.objects().map(({ metadata }) => metadata.name)).toEqual(['b', 'c'])
})
