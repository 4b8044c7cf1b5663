import { afterAll, beforeAll, expect, it } from 'vitest'
import { createApi, type KubeApi } from '../../kube/api.mts'
import { namespaces, nodes } from '../../kube/resources.mts'
import type { KubeObject } from '../../kube/types.mts'
import { createCredentials } from '../credentials.mts'
import { allowAll } from './auth.mts'
import { connectInProcess } from './in-process.mts'
import { kinds } from './kinds.mts'
import { type ApiServer, startApiServer } from './server.mts'

let server: ApiServer
let api: KubeApi

const connect = (rules = allowAll) =>
  createApi(
    connectInProcess(server, {
      context: 'test',
      user: { name: 'controller', groups: [], rules },
      userAgent: 'test-controllers',
    }),
  )

beforeAll(async () => {
  server = await startApiServer({ tls: await createCredentials(), kinds, gitVersion: 'v1.35.1' })
  api = connect()
})
afterAll(async () => {
  api.close()
  await server.close()
})

const namespace = (name: string) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })

it('reads and writes without a connection', async () => {
  const created = await api.create<KubeObject>(namespaces, namespace('a'))
  expect(created.metadata.managedFields?.[0]?.manager).toBe('test-controllers')
  const list = await api.list(namespaces)
  expect(list.items.map(({ metadata }) => metadata.name)).toEqual(['a'])
  expect(list.serverDate).toBeInstanceOf(Date)
  expect(server.sockets.size).toBe(0)
})

it('rejects requests like the server', async () => {
  await expect(api.get(nodes, 'missing')).rejects.toThrow('nodes "missing" not found')
  await expect(connect([]).list(nodes)).rejects.toThrow(/is forbidden: User "controller"/)
  const invalid = api.watch(nodes, { labelSelector: '=' })
  await expect(invalid.next()).rejects.toThrow(/found '='/)
})

it('watches until the signal aborts', async () => {
  const controller = new AbortController()
  const { signal } = controller
  const seen = api.watch(namespaces, { resourceVersion: '0', signal })
  expect((await seen.next()).value?.object.metadata.name).toBe('a')
  const next = seen.next()
  await api.create(namespaces, namespace('b'))
  expect((await next).value?.object.metadata.name).toBe('b')
  const last = seen.next()
  controller.abort()
  expect(await last).toMatchObject({ done: true })
})

it('ends watches and rejects requests once it is closed', async () => {
  const other = connect()
  const watching = other.watch(nodes).next()
  other.close()
  await expect(watching).rejects.toThrow('aborted')
  await expect(other.list(nodes)).rejects.toThrow('aborted')
})
