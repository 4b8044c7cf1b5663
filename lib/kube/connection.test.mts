import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { UserError } from '../cli/errors.mts'
import { startTestApi, type TestApi } from './api-server.fixture.mts'
import { connectKubeconfig, connectWithToken } from './connection.mts'

let test: TestApi
let folder: string
beforeAll(async () => {
  test = await startTestApi()
  folder = mkdtempSync(join(tmpdir(), 'npd-test-connection-'))
})
afterAll(async () => {
  await test.close()
  rmSync(folder, { recursive: true })
})

it('reports the server that cannot be reached, and the fix', async () => {
  const connection = connectWithToken({
    context: 'npd-test',
    server: 'https://127.0.0.1:1',
    caCertificate: '',
    token: 'x',
  })
  await expect(connection.send({ method: 'GET', path: '/version' })).rejects.toThrow(
    new UserError(
      'Failed to reach the API server of context npd-test at https://127.0.0.1:1: connection refused.',
      'Start or repair the cluster with `npx zx scripts/run.mts`.',
    ),
  )
})

it('ends an aborted request', async () => {
  const connection = test.connect()
  const request = {
    method: 'GET',
    path: '/api/v1/nodes?watch=true',
    signal: AbortSignal.abort(),
  } as const
  await expect(connection.send(request)).rejects.toThrow('aborted')
  connection.close()
})

it.each(['{}', '{', 'users: 5', ''])('rejects an invalid kubeconfig: %j', async text => {
  const file = join(folder, 'kubeconfig')
  writeFileSync(file, text)
  await expect(connectKubeconfig(file)).rejects.toThrow(UserError)
})
