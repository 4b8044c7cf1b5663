import { afterAll, beforeAll, expect, test } from 'vitest'
import { allowAll } from '../embedded/apiserver/auth.mts'
import { kinds } from '../embedded/apiserver/kinds.mts'
import { type ApiServer, startApiServer } from '../embedded/apiserver/server.mts'
import { type Credentials, createCredentials } from '../embedded/credentials.mts'
import { createApi, type KubeApi } from './api.mts'
import { connectWithToken } from './connection.mts'
import { ApiStatusError } from './errors.mts'
import { observe } from './informer.mts'
import { nodes } from './resources.mts'
import type { KubeNode } from './types.mts'
import { waitFor } from './wait.mts'

let credentials: Credentials
let server: ApiServer
let api: KubeApi

const connect = (url: string) =>
  createApi(
    connectWithToken({
      context: 'npd-test',
      server: url,
      caCertificate: credentials.certificate,
      token: credentials.token,
    }),
  )

beforeAll(async () => {
  credentials = await createCredentials()
  server = await startApiServer({ tls: credentials, kinds, gitVersion: 'v1.35.1' })
  server.tokens.add(credentials.token, { name: 'admin', groups: [], rules: allowAll })
  api = connect(server.url)
})
afterAll(async () => {
  api.close()
  await server.close()
})

const node = (name: string): KubeNode => ({ apiVersion: 'v1', kind: 'Node', metadata: { name } })

test('objects are created, found, patched and deleted', async () => {
  await api.create(nodes, node('a'))
  await api.patch(nodes, 'a', { type: 'merge', body: { metadata: { labels: { x: 'y' } } } })
  expect((await api.get<KubeNode>(nodes, 'a')).metadata.labels).toEqual({ x: 'y' })
  await api.delete(nodes, 'a')
  await api.delete(nodes, 'a')
  expect(await api.find(nodes, 'a')).toBeUndefined()
})

test('an error contains the message of the server', async () => {
  const error = await api.get(nodes, 'nobody').catch(error => error)
  expect(error).toBeInstanceOf(ApiStatusError)
  expect(error).toMatchObject({ code: 404, message: 'nodes "nobody" not found' })
})

test('a list of many pages is one list', async () => {
  for (let i = 0; i < 501; i++) await api.create(nodes, node(`many-${i}`))
  const list = await api.list<KubeNode>(nodes)
  expect(list.items).toHaveLength(501)
  expect(list.serverDate).toBeInstanceOf(Date)
})

test('waiting ends at the expected change', async () => {
  const waiting = waitFor<KubeNode, string>(api, nodes, {
    timeoutMs: 5000,
    fieldSelector: 'metadata.name=late',
    findResult: ([found]) => found?.metadata.name,
    createTimeoutError: () => new Error('too late'),
  })
  await api.create(nodes, node('late'))
  expect(await waiting).toBe('late')
})

test('waiting ends at its timeout', async () => {
  const waiting = waitFor(api, nodes, {
    timeoutMs: 50,
    findResult: () => undefined,
    createTimeoutError: objects => new Error(`still ${objects.length}`),
  })
  await expect(waiting).rejects.toThrow(/still \d+/)
})

test('a watch whose version is too old starts again', async () => {
  const abort = new AbortController()
  const seen: string[] = []
  for await (const change of observe<KubeNode>(api, nodes, {
    fieldSelector: 'metadata.name=anew',
    signal: abort.signal,
  })) {
    seen.push(change.type)
    if (seen.length === 1) {
      server.store.compact()
      await api.create(nodes, node('anew'))
      server.store.compact()
    } else abort.abort()
  }
  expect(seen).toEqual(['synced', 'synced'])
})

test('the error for an unreachable server names it and the fix', async () => {
  const nobody = connect('https://127.0.0.1:1')
  await expect(nobody.getVersion()).rejects.toMatchObject({
    message:
      'Failed to reach the API server of context npd-test at https://127.0.0.1:1: connection refused.',
    hint: 'Start or repair the cluster with `npx zx scripts/run.mts`.',
  })
})
