import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestApi, type TestApi } from './api-server.fixture.mts'
import { nodes } from './resources.mts'
import type { KubeNode } from './types.mts'
import { waitFor } from './wait.mts'

let test: TestApi
beforeAll(async () => {
  test = await startTestApi()
})
afterAll(() => test.close())

const wait = (timeoutMs: number, signal?: AbortSignal) =>
  waitFor<KubeNode, string>(test.api, nodes, {
    timeoutMs,
    ...(signal && { signal }),
    findResult: ([node]) => node?.metadata.name,
    createTimeoutError: found => new Error(`${found.length} nodes`),
  })

it('throws the error from onTimeout', async () => {
  await expect(wait(50)).rejects.toThrow('0 nodes')
})

it('rejects immediately when its signal aborts', async () => {
  await expect(wait(60_000, AbortSignal.abort())).rejects.toThrow('aborted')
})

it('resolves at the expected change', async () => {
  const waiting = wait(10_000)
  await test.api.create(nodes, { apiVersion: 'v1', kind: 'Node', metadata: { name: 'a' } })
  expect(await waiting).toBe('a')
})
