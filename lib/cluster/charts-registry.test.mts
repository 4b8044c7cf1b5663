import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findFreePort } from '../../test/free-port.fixture.mts'
import { command, isOnPath } from '../cli/command.mts'
import { createCredentials } from '../embedded/credentials.mts'
import { ensureChart } from './charts.mts'

const registries = ['registry', 'docker-registry']
const found = await Promise.all(registries.map(isOnPath))
const registry = registries.find((_, index) => found[index])
const reason =
  (!(await isOnPath('helm')) && 'no helm on PATH') ||
  (!registry && 'no registry on PATH: Debian has it as docker-registry')

let folder: string
let archive: string
const stop = new AbortController()
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'npd-test-registry-'))
  if (reason) return
  mkdirSync(join(folder, 'stand-in', 'templates'), { recursive: true })
  writeFileSync(
    join(folder, 'stand-in', 'Chart.yaml'),
    'apiVersion: v2\nname: stand-in\nversion: 1.2.3\n',
  )
  writeFileSync(join(folder, 'stand-in', 'values.yaml'), 'answer: 42\n')
  await command()`helm package ${join(folder, 'stand-in')} --destination ${folder}`
  archive = join(folder, 'stand-in-1.2.3.tgz')
})
afterAll(() => {
  stop.abort()
  rmSync(folder, { recursive: true })
})

const provide = (repository: string, name = 'stand-in') =>
  ensureChart(
    { name, version: '1.2.3', repository },
    { charts: undefined, workFolder: join(folder, 'work'), signal: AbortSignal.timeout(30_000) },
  )

/** Starts an OCI registry with TLS on loopback, and resolves with its address once it responds. */
const startRegistry = async (): Promise<string> => {
  const port = await findFreePort()
  const { certificate, key } = await createCredentials()
  writeFileSync(join(folder, 'cert.pem'), certificate)
  writeFileSync(join(folder, 'key.pem'), key)
  writeFileSync(
    join(folder, 'config.yml'),
    `version: 0.1
storage: { filesystem: { rootdirectory: ${folder}/data } }
http:
  addr: 127.0.0.1:${port}
  tls: { certificate: ${folder}/cert.pem, key: ${folder}/key.pem }
`,
  )
  const listening = new Promise<void>(resolve => {
    const onStderr = (text: string) => text.includes('listening on') && resolve()
    command({ signal: stop.signal, onStderr })`${registry} serve ${folder}/config.yml`.catch(
      () => {},
    )
  })
  await listening
  return `127.0.0.1:${port}`
}

describe.skipIf(reason)(`charts from a registry${reason ? ` (${reason})` : ''}`, () => {
  it('pulls a chart from an OCI registry, only once', async () => {
    const address = await startRegistry()
    const before = process.env.SSL_CERT_FILE
    process.env.SSL_CERT_FILE = join(folder, 'cert.pem')
    try {
      await command()`helm push ${archive} oci://${address}/helm-charts`
      const to = await provide(`oci://${address}/helm-charts`)
      expect(readFileSync(join(to, 'values.yaml'), 'utf8')).toBe('answer: 42\n')
      expect(await provide('oci://127.0.0.1:1/nobody-listens')).toBe(to)
      await expect(provide(`oci://${address}/helm-charts`, 'unknown')).rejects.toMatchObject({
        message: expect.stringContaining(
          `Failed to fetch the chart unknown 1.2.3 from oci://${address}/helm-charts:`,
        ),
        hint: expect.stringContaining('`--cluster embedded` needs no chart'),
      })
    } finally {
      if (before === undefined) delete process.env.SSL_CERT_FILE
      else process.env.SSL_CERT_FILE = before
      rmSync(join(folder, 'work'), { recursive: true })
    }
  })

  it('pulls a chart from an HTTP repository', async () => {
    const server = createServer((request, response) =>
      response.end(readFileSync(join(folder, basename(request.url ?? '')))),
    )
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    try {
      await command()`helm repo index ${folder}`
      const { port } = server.address() as AddressInfo
      const to = await provide(`http://127.0.0.1:${port}`)
      expect(readFileSync(join(to, 'values.yaml'), 'utf8')).toBe('answer: 42\n')
    } finally {
      server.close()
    }
  })
})
