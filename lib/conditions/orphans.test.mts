import { afterEach, beforeEach, expect, it } from 'vitest'
import { npdConfigMapName, npdName, npdNamespace } from '../chart/release.mts'
import { startTestApi, type TestApi } from '../kube/api-server.fixture.mts'
import { conditionOf } from '../kube/node-condition.mts'
import { configMaps, daemonSets, nodes } from '../kube/resources.mts'
import type { KubeNode } from '../kube/types.mts'
import {
  chooseTypeToShow,
  describeOrphans,
  findOrphans,
  findSilenceLimit,
  pruneOrphans,
} from './orphans.mts'
import { readConditions } from './show.mts'

const { signal } = new AbortController()

let test: TestApi
beforeEach(async () => {
  test = await startTestApi()
  await test.api.create(nodes, {
    apiVersion: 'v1',
    kind: 'Node',
    // The server records the owners of conditions only if another field of the node has an owner.
    metadata: { name: 'a', labels: { a: '1' } },
  })
})
afterEach(() => test.close())

const write = (fieldManager: string, type: string, lastHeartbeatTime: string) =>
  test.api.patch<KubeNode>(
    nodes,
    'a',
    {
      type: 'strategic',
      body: { status: { conditions: [{ type, status: 'True', lastHeartbeatTime }] } },
    },
    { subresource: 'status', fieldManager, signal },
  )

const define = async (...types: string[]) => {
  const definition = {
    plugin: 'custom',
    source: 's',
    conditions: types.map(type => ({ type, reason: 'R', message: 'm' })),
    rules: [],
  }
  await test.api.create(configMaps, {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: npdConfigMapName, namespace: npdNamespace },
    data: { 'a.json': JSON.stringify(definition) },
  })
}

const npd = 'node-problem-detector'
const old = '2026-01-01T00:00:00Z'
const isOrphaned = async (type: string) => (await findSilenceLimit(test.api, type)).isOrphaned

it('reports a condition that NPD no longer defines as orphaned', async () => {
  await write(npd, 'Removed', new Date().toISOString())
  await define('Kept')
  expect(await isOrphaned('Removed')).toBe(true)
  const { reportedConditions } = await readConditions(test.api, 'Removed')
  expect(reportedConditions[0]?.verdict).toEqual({ verdict: 'orphaned' })
})

it('does not report conditions of log monitors in the ConfigMap as orphaned', async () => {
  const conditions = [{ type: 'OomKilled', reason: 'R', message: 'm' }]
  await define('Kept')
  await test.api.patch(
    configMaps,
    npdConfigMapName,
    {
      type: 'merge',
      body: { data: { 'log.json': JSON.stringify({ plugin: 'kmsg', conditions }) } },
    },
    { namespace: npdNamespace },
  )
  expect(await isOrphaned('OomKilled')).toBe(false)
})

it('reports a condition as orphaned if NPD does not load its definition', async () => {
  await define('Kept')
  const data = {
    'b.json': JSON.stringify({ plugin: 'custom', conditions: [{ type: 'Unlisted' }] }),
  }
  await test.api.patch(
    configMaps,
    npdConfigMapName,
    { type: 'merge', body: { data } },
    { namespace: npdNamespace },
  )
  expect(await isOrphaned('Unlisted')).toBe(false)
  const labels = { app: npdName }
  const command = ['/node-problem-detector', '--config.custom-plugin-monitor=/custom-config/a.json']
  await test.api.create(daemonSets, {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: npdName, namespace: npdNamespace },
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { containers: [{ name: 'npd', image: 'npd', command }] },
      },
    },
  })
  expect(await isOrphaned('Unlisted')).toBe(true)
  expect(await isOrphaned('Kept')).toBe(false)
})

it('never reports conditions of the kubelet, the image or the watchdog as orphaned', async () => {
  await define('Kept')
  for (const type of ['Kept', 'Ready', 'KernelDeadlock', 'NodeProblemDetectorSilent'])
    expect(await isOrphaned(type), type).toBe(false)
})

it('reports no orphans without NPD’s ConfigMap, and evaluates only the heartbeat', async () => {
  await write(npd, 'Removed', old)
  await write(npd, 'Kept', new Date().toISOString())
  expect(await isOrphaned('Removed')).toBe(false)
  const { reportedConditions } = await readConditions(test.api, 'Removed')
  expect(reportedConditions[0]?.verdict).toMatchObject({ verdict: 'silent' })
})

it('shows NetworkProblem by default, or the first type if NPD does not define it', async () => {
  expect(await chooseTypeToShow(test.api, signal)).toBeUndefined()
  await define('First', 'Second')
  expect(await chooseTypeToShow(test.api, signal)).toBe('First')
})

it('removes only orphans that NPD itself has written', async () => {
  await write(npd, 'Removed', old)
  await write(npd, 'Kept', old)
  await write('other', 'Foreign', old)
  await define('Kept')
  const orphans = await findOrphans(test.api, signal)
  expect(describeOrphans(orphans)).toBe('Removed (1 node)')
  await pruneOrphans(test.api, orphans, signal)
  const node = await test.api.get<KubeNode>(nodes, 'a')
  expect(['Removed', 'Kept', 'Foreign'].map(type => conditionOf(node, type)?.status)).toEqual([
    undefined,
    'True',
    'True',
  ])
})
