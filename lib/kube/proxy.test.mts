import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { which } from 'zx'
import { command } from '../cli/command.mts'
import { library, writeScripts } from '../cli/process.fixture.mts'
import { renderKubeconfig } from '../embedded/kubeconfig.mts'
import { createApi } from './api.mts'
import { startTestApi, type TestApi } from './api-server.fixture.mts'
import { connectContext } from './proxy.mts'
import { namespaces } from './resources.mts'

const kubectl = await which('kubectl', { nothrow: true })

describe.skipIf(!kubectl)('connectContext', () => {
  let test: TestApi
  let folder: string
  const before = process.env.KUBECONFIG
  beforeAll(async () => {
    test = await startTestApi()
    folder = mkdtempSync(join(tmpdir(), 'npd-test-context-'))
    const access = { context: 'mine', server: test.server.url, caCertificate: test.certificate }
    process.env.KUBECONFIG = join(folder, 'kubeconfig')
    writeFileSync(process.env.KUBECONFIG, renderKubeconfig({ ...access, token: test.token }))
  })
  afterAll(async () => {
    if (before === undefined) delete process.env.KUBECONFIG
    else process.env.KUBECONFIG = before
    await test.close()
    rmSync(folder, { recursive: true })
  })

  const proxyFolders = () =>
    readdirSync(tmpdir()).filter(name => name.startsWith('npd-test-proxy-'))

  it('connects as kubectl does, through a private folder', async () => {
    const api = createApi(await connectContext('mine'))
    const { items } = await api.list(namespaces)
    expect(items.map(({ metadata }) => metadata.name)).toContain('kube-system')
    const [proxy = ''] = proxyFolders()
    expect(statSync(join(tmpdir(), proxy)).mode & 0o777).toBe(0o700)
    api.close()
    await expect.poll(proxyFolders).toEqual([])
  })

  it('returns the errors of the API server', async () => {
    const api = createApi(await connectContext('mine'))
    await expect(api.get(namespaces, 'none')).rejects.toThrow('namespaces "none" not found')
    api.close()
  })

  it('ends with this process, even if it is killed', async () => {
    const script = `import { connectContext } from ${library('../kube/proxy.mts')}
await connectContext('mine')
console.log('connected')
setInterval(() => {}, 1000)`
    const scripts = writeScripts({ 'connect.mts': script })
    const { child, kill, ended } = scripts.start('connect.mts')
    await once(child.stdout, 'data')
    expect(proxyFolders()).toHaveLength(1)
    kill('SIGKILL')
    await ended
    await expect.poll(proxyFolders).toEqual([])
    const processes = () => command()`ps -eo args`
    await expect.poll(processes).not.toContain(`${tmpdir()}/npd-test-proxy-`)
    scripts.remove()
  })

  it('reports the message of kubectl for a missing context', async () => {
    await expect(connectContext('moon')).rejects.toThrow(/^Failed to reach context moon: .*"moon"/)
    await expect.poll(proxyFolders).toEqual([])
  })
})
