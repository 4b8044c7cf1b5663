import { afterAll, beforeAll, expect, it } from 'vitest'
import { renderNpd } from '../chart/manifests.mts'
import { readTunedValues } from '../chart/tuned-values.mts'
import { startTestApi, type TestApi } from '../kube/api-server.fixture.mts'
import { daemonSets, nodes, pods } from '../kube/resources.mts'
import type { Pod } from '../kube/types.mts'
import { waitForNpd } from './install-npd.mts'

const { signal } = new AbortController()
const namespace = 'kube-system'
const briefly = 200

let test: TestApi
beforeAll(async () => {
  test = await startTestApi({ readPodLog: async function* () {} })
  const values = await readTunedValues({ set: [] })
  await test.api.create(daemonSets, renderNpd(values, { chartVersion: '2.4.1' }).daemonSet)
  for (const name of ['node-1', 'node-2', 'node-without-npd'])
    await test.api.create(nodes, { apiVersion: 'v1', kind: 'Node', metadata: { name } })
  for (const nodeName of ['node-1', 'node-2'])
    await test.api.create(pods, {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: `npd-${nodeName}`, namespace, labels: { app: 'node-problem-detector' } },
      spec: { nodeName, containers: [{ name: 'npd', image: 'npd' }] },
    } as Pod)
})
afterAll(() => test.close())

const setStatus = (status: object) =>
  test.api.patch(
    daemonSets,
    'node-problem-detector',
    { type: 'merge', body: { status } },
    { namespace, subresource: 'status' },
  )

const report = (node: string, type: string) =>
  test.api.patch(
    nodes,
    node,
    { type: 'strategic', body: { status: { conditions: [{ type, status: 'False' }] } } },
    { subresource: 'status' },
  )

const wait = () => waitForNpd(test.api, ['Disk', 'Network'], signal, briefly)

it('counts the pods of a rollout that does not finish', async () => {
  await setStatus({ observedGeneration: 1, desiredNumberScheduled: 2, numberReady: 1 })
  await expect(wait()).rejects.toThrow('1 of 2 pods are ready after 0.2 s')
})

it('does not count pods of an older generation', async () => {
  const counts = { desiredNumberScheduled: 2, updatedNumberScheduled: 2, numberAvailable: 2 }
  await setStatus({ observedGeneration: 0, numberReady: 2, ...counts })
  await expect(wait()).rejects.toThrow('Failed to roll out')
  await setStatus({ observedGeneration: 1, ...counts })
  await expect(wait()).rejects.toThrow('node-1, node-2 did not report Disk, Network')
})

it('names the nodes on which a condition is missing', async () => {
  for (const type of ['Disk', 'Network']) await report('node-1', type)
  await report('node-2', 'Disk')
  await expect(wait()).rejects.toThrow(/node-problem-detector: node-2 did not report/)
  await report('node-2', 'Network')
  expect(await wait()).toEqual({ nodeCount: 2, types: ['Disk', 'Network'] })
})
