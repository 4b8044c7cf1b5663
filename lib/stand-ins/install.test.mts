import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launch } from '../cli/command.mts'
import { allowAll } from '../embedded/apiserver/auth.mts'
import { renderKubeconfig } from '../embedded/kubeconfig.mts'
import { startTestApi, type TestApi } from '../kube/api-server.fixture.mts'
import { nodes } from '../kube/resources.mts'
import { installStandIns } from './install.mts'

let folder: string
let bin: string
let test: TestApi
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'npd-test-stand-ins-'))
  bin = join(folder, "bin with 'quotes'")
  test = await startTestApi()
  test.server.tokens.add('secret', { name: 'npd', groups: [], rules: allowAll })
  const kubeconfig = renderKubeconfig({
    context: 'pod',
    server: test.server.url,
    caCertificate: test.certificate,
    token: 'secret',
  })
  writeFileSync(join(folder, 'kubeconfig'), kubeconfig)
  await test.api.create(nodes, {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: 'a', labels: { 'demo-problem': 'on', 'example.com/x': 'y' } },
  })
  expect(await installStandIns(bin, '/nowhere')).toEqual(['kubectl', 'timeout'])
})
afterAll(async () => {
  await test.close()
  rmSync(folder, { recursive: true })
})

const run = async (command: string, ...args: string[]) => {
  const env = {
    PATH: [bin, '/usr/bin', '/bin'].join(delimiter),
    KUBECONFIG: join(folder, 'kubeconfig'),
  }
  const output = await launch({ env })`${join(bin, command)} ${args}`
  return { code: output.exitCode, stdout: output.stdout, stderr: output.stderr }
}

it('replaces only missing commands', async () => {
  expect(await installStandIns(join(folder, 'other'), bin)).toEqual([])
})

describe('kubectl', () => {
  it('prints a node', async () => {
    const { code, stdout } = await run('kubectl', 'get', 'node', 'a')
    expect([code, stdout.replace(/\d+s/, 'AGE')]).toEqual([
      0,
      'NAME   STATUS     ROLES    AGE   VERSION\na      NotReady   <none>   AGE\n',
    ])
  })

  it.each([
    ['name', 'node/a\n'],
    ['jsonpath={.metadata.labels.demo-problem}', 'on'],
    [String.raw`jsonpath={.metadata.labels.example\.com/x}`, 'y'],
    ['jsonpath={.metadata.labels.other}', ''],
  ])('prints a node with -o %s', async (output, stdout) => {
    expect(await run('kubectl', 'get', 'node', 'a', '-o', output)).toEqual({
      code: 0,
      stdout,
      stderr: '',
    })
  })

  it('prints a node as JSON', async () => {
    const { stdout } = await run('kubectl', 'get', 'nodes/a', '-o', 'json')
    expect(JSON.parse(stdout)).toMatchObject({ kind: 'Node', metadata: { name: 'a' } })
  })

  it('fails like kubectl for a missing node', async () => {
    expect(await run('kubectl', 'get', 'node', 'b')).toEqual({
      code: 1,
      stdout: '',
      stderr: 'Error from server (NotFound): nodes "b" not found\n',
    })
  })

  it('reports that it is a replacement for other commands', async () => {
    const { code, stderr } = await run('kubectl', 'delete', 'node', 'a')
    expect([code, stderr]).toEqual([1, expect.stringContaining('this kubectl is a stand-in')])
  })
})

describe('timeout', () => {
  it('returns the exit code of the command', async () => {
    expect((await run('timeout', '5', 'sh', '-c', 'exit 7')).code).toBe(7)
    expect((await run('timeout', '5s', 'echo', 'x')).stdout).toBe('x\n')
  })

  it('stops a command that takes too long, and exits with 124', async () => {
    expect((await run('timeout', '0.1', 'sleep', '60')).code).toBe(124)
  })

  it('exits with 127 for a missing command, and with 125 for incorrect usage', async () => {
    expect((await run('timeout', '1', '/no/such/command')).code).toBe(127)
    expect((await run('timeout', 'soon', 'echo')).code).toBe(125)
  })
})
