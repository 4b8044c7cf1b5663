import { afterEach, beforeEach, expect, it } from 'vitest'
import { startTestApi, type TestApi } from '../kube/api-server.fixture.mts'
import { embeddedLease } from '../kube/embedded-lease.mts'
import { leases, pods } from '../kube/resources.mts'
import { podOf } from './chaos.fixture.mts'
import { checkChaosDaemons } from './daemons.mts'

let test: TestApi
beforeEach(async () => {
  test = await startTestApi()
})
afterEach(() => test.close())

const { signal } = new AbortController()
const selected = [podOf('npd-a', 'worker'), podOf('npd-b', 'worker2')]
const check = () => checkChaosDaemons(test.api, selected, signal)

const startDaemon = async (nodeName: string, phase = 'Running') => {
  const name = `daemon-${nodeName}`
  const labels = { 'app.kubernetes.io/component': 'chaos-daemon' }
  await test.api.create(pods, podOf(name, nodeName, { namespace: 'chaos-mesh', labels }))
  const patch = { type: 'merge', body: { status: { phase } } } as const
  await test.api.patch(pods, name, patch, { namespace: 'chaos-mesh', subresource: 'status' })
}

it('requires a chaos-daemon on the node of every pod', async () => {
  await startDaemon('worker')
  await startDaemon('worker2', 'Pending')
  await expect(check()).rejects.toMatchObject({
    message: expect.stringContaining('no chaos-daemon runs on worker2'),
    hint: expect.stringContaining('with --nodes (worker)'),
  })
})

it('accepts chaos-daemons on all nodes', async () => {
  for (const node of ['worker', 'worker2', 'worker3']) await startDaemon(node)
  await expect(check()).resolves.toBeUndefined()
})

it('names the namespace to check if no chaos-daemon runs', async () => {
  await expect(check()).rejects.toMatchObject({
    message: expect.stringContaining('runs on worker, worker2'),
    hint: expect.stringContaining('kubectl get pods -n chaos-mesh'),
  })
})

it('requires no chaos-daemon on the embedded cluster, which it recognizes by the Lease', async () => {
  const spec = { holderIdentity: '1' }
  const lease = {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: embeddedLease,
    spec,
  }
  await test.api.create(leases, lease)
  await expect(check()).resolves.toBeUndefined()
})
