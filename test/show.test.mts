import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { writePidFile } from '../lib/cluster/embedded/pid-file.mts'
import { renderKubeconfig } from '../lib/embedded/kubeconfig.mts'
import { startTestApi, type TestApi } from '../lib/kube/api-server.fixture.mts'
import { embeddedLease } from '../lib/kube/embedded-lease.mts'
import { leases, nodes } from '../lib/kube/resources.mts'
import type { KubeNode, Lease, NodeCondition } from '../lib/kube/types.mts'
import { stateFolder } from '../lib/state-folder.mts'
import { openScripts, type Scripts } from './scripts.fixture.mts'

const minute = 60_000

let scripts: Scripts
let test: TestApi
let folder: string
beforeAll(async () => {
  scripts = await openScripts()
  test = await startTestApi()
  await registerAsEmbedded()
  await createNode('fresh', 0)
  await createNode('cut', 5 * minute)
  await createNode('early', -30 * minute)
})
afterAll(async () => {
  await test.close()
  await scripts.close()
})

/** Makes the scripts treat a server in this process as the embedded cluster. No NPD changes its nodes. */
const registerAsEmbedded = async () => {
  folder = `${scripts.folder}-server`
  mkdirSync(join(folder, 'bin'), { recursive: true })
  const access = { context: 'npd-test', server: test.server.url, token: test.token }
  const kubeconfig = renderKubeconfig({ ...access, caCertificate: test.certificate })
  writeFileSync(join(folder, 'kubeconfig'), kubeconfig)
  await writePidFile(stateFolder({ NPD_TEST_DIR: folder }).pidFile, process.pid)
  await test.api.create<Lease>(leases, {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: embeddedLease,
  })
}

const timeAgo = (milliseconds: number): string =>
  `${new Date(Date.now() - milliseconds).toISOString().slice(0, 19)}Z`

/** Creates a Ready node whose last heartbeat was `agoMs` ago. */
const createNode = async (name: string, agoMs: number) => {
  const problem: NodeCondition = {
    type: 'NetworkProblem',
    status: 'False',
    reason: 'ApiServerReachable',
    message: 'Kubernetes API server is reachable',
    lastHeartbeatTime: timeAgo(agoMs),
    lastTransitionTime: timeAgo(20 * minute),
  }
  const conditions = [problem, { type: 'Ready', status: 'True' }]
  const { api } = test
  await api.create<KubeNode>(nodes, { apiVersion: 'v1', kind: 'Node', metadata: { name } })
  const body = { status: { conditions } }
  const patch = { type: 'strategic', body } as const
  const { metadata } = await api.patch<KubeNode>(nodes, name, patch, { subresource: 'status' })
  // The server records the current time for this write. Overwrite the managed fields as if NPD had written
  // the heartbeat at its time.
  const managedFields = metadata.managedFields?.map(entry => ({
    ...entry,
    manager: 'node-problem-detector',
    time: timeAgo(Math.max(0, agoMs)),
  }))
  await api.patch(nodes, name, { type: 'merge', body: { metadata: { managedFields } } })
}

const show = (...args: string[]) => scripts.run('show', args, { NPD_TEST_DIR: folder })

it('shows a Ready node as silent, its last value, and a clock that is ahead', async () => {
  const { code, stdout, stderr } = await show('--heartbeat', '30s', '--exit-code')
  expect(code).toBe(3)
  const reason = 'ApiServerReachable'
  const message = 'Kubernetes API server is reachable'
  const line = (...cells: string[]) => new RegExp(`^${cells.join(' +')}$`, 'm')
  expect(stdout).toMatch(
    line(
      'cut',
      'silent for 5m\\d*s?',
      'False',
      reason,
      '20m',
      '5m\\d*s? ago',
      'Ready',
      `last value: "${message}"`,
    ),
  )
  expect(stdout).toMatch(
    line('early', 'healthy', 'False', reason, '20m', 'in (29|30)m', 'Ready', message),
  )
  expect(stdout).toMatch(
    /^2 healthy, 1 silent \(a node is silent after 1m15s without a heartbeat; heartbeat period 30s, from --heartbeat\)$/m,
  )
  expect(stderr).toMatch(/^! Heartbeats are ahead of the API server's clock: early by \d+m/)
})

it('prints the counts to stderr, apart from the data', async () => {
  const { code, stdout, stderr } = await show('--heartbeat', '30s', '--exit-code', '-o', 'json')
  expect(code).toBe(3)
  expect(JSON.parse(stdout)).toMatchObject([
    { name: 'cut', verdict: 'silent', kubelet: 'Ready', condition: { status: 'False' } },
    { name: 'early', verdict: 'healthy' },
    { name: 'fresh', verdict: 'healthy' },
  ])
  expect(JSON.parse(stdout)[0].silentSeconds).toBeGreaterThanOrEqual(300)
  expect(stderr).toMatch(/^2 healthy, 1 silent \(/m)
})

it('exits 0 when all nodes are healthy, and uses the default period if it is unknown', async () => {
  const { code, stdout } = await show('--exit-code')
  expect([code, stdout]).toEqual([
    0,
    expect.stringMatching(
      /^3 healthy \(a node is silent after 10m15s without a heartbeat; heartbeat period 5m0s, the default\)$/m,
    ),
  ])
})

it("never reports the kubelet's own conditions as silent", async () => {
  const { code, stdout } = await show('Ready', '--exit-code')
  expect([code, stdout]).toEqual([0, expect.stringMatching(/^3 healthy$/m)])
})
