import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { UserError } from '../cli/errors.mts'
import { allowAll } from '../embedded/apiserver/auth.mts'
import { createApi } from './api.mts'
import { startTestApi, type TestApi } from './api-server.fixture.mts'
import { connectInCluster, isInCluster, readPodNamespace } from './in-cluster.mts'
import { nodes } from './resources.mts'

let test: TestApi
let folder: string
let env: NodeJS.ProcessEnv
beforeAll(async () => {
  test = await startTestApi()
  folder = mkdtempSync(join(tmpdir(), 'npd-test-pod-'))
  env = {
    KUBERNETES_SERVICE_HOST: '127.0.0.1',
    KUBERNETES_SERVICE_PORT: String(test.server.port),
  }
  writeFileSync(join(folder, 'ca.crt'), test.certificate)
  writeFileSync(join(folder, 'token'), `${test.token}\n`)
  writeFileSync(join(folder, 'namespace'), 'room')
})
afterAll(async () => {
  await test.close()
  rmSync(folder, { recursive: true })
})

it('connects as the ServiceAccount of the pod', async () => {
  const api = createApi(await connectInCluster({ env, folder }))
  expect((await api.getVersion()).gitVersion).toBe('v1.35.1')
  expect(await readPodNamespace({ folder })).toBe('room')
  api.close()
})

it('uses the new token after the kubelet has replaced it', async () => {
  const api = createApi(await connectInCluster({ env, folder }))
  expect((await api.list(nodes)).items).toEqual([])
  const { tokens } = test.server
  tokens.remove(test.token)
  await expect(api.list(nodes)).rejects.toThrow('Unauthorized')
  tokens.add('another', { name: 'admin', groups: [], rules: allowAll })
  writeFileSync(join(folder, 'token'), 'another')
  expect((await api.list(nodes)).items).toEqual([])
  api.close()
})

it('rejects outside a pod', async () => {
  expect([isInCluster({}), isInCluster(env)]).toEqual([false, true])
  await expect(connectInCluster({ env: {}, folder })).rejects.toThrow(UserError)
  await expect(connectInCluster({ env, folder: '/nonexistent' })).rejects.toThrow(
    'Failed to read /nonexistent/ca.crt',
  )
})
