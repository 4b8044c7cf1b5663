import { afterEach, beforeEach, expect, it } from 'vitest'
import { nodeKind } from '../embedded/apiserver/kinds/node.mts'
import { startTestApi, type TestApi } from '../kube/api-server.fixture.mts'
import { conditionOf } from '../kube/node-condition.mts'
import { events, nodes } from '../kube/resources.mts'
import type { KubeEvent, KubeNode } from '../kube/types.mts'
import { defaultLimits } from './decide.mts'
import { conditionAt, nodeWith } from './nodes.fixture.mts'
import { evaluateOnce } from './once.mts'
import { createDryRunWriter, createWatchdogWriter } from './writer.mts'

const lease = { name: 'npd-watchdog', namespace: 'kube-system' }
const configuration = {
  types: new Set(['NetworkProblem']),
  period: { periodMs: 30_000, source: 'option' },
} as const

let test: TestApi
let lines: string[]
beforeEach(async () => {
  test = await startTestApi()
  lines = []
})
afterEach(() => test.close())

/** Adds a node whose last heartbeat was this many seconds ago. The test and the server share a clock. */
const addNode = (name: string, agoSeconds: number) => {
  const time = `${new Date(Date.now() - agoSeconds * 1_000).toISOString().slice(0, 19)}Z`
  test.server.store.put(nodeKind, nodeWith(name, conditionAt(0, { lastHeartbeatTime: time })))
}

const evaluate = (
  writer = createWatchdogWriter(test.api, { onError: line => lines.push(line) }),
  { signal } = new AbortController(),
) =>
  evaluateOnce({
    api: test.api,
    writer,
    lease,
    limits: defaultLimits,
    configuration,
    log: line => lines.push(line),
    onError: line => lines.push(line),
    signal,
  })

const statuses = async () =>
  (await test.api.list<KubeNode>(nodes)).items.map(
    node => conditionOf(node, 'NetworkProblem')?.status,
  )

it('marks silent nodes by the clock of the API server, and ends', async () => {
  addNode('a', 200)
  addNode('b', 60)
  addNode('c', -600)
  expect(await evaluate()).toEqual({
    evaluatedCount: 3,
    silentCount: 1,
    markedCount: 1,
    failedCount: 0,
  })
  expect(await statuses()).toEqual(['Unknown', 'False', 'False'])
  expect(lines[1]).toMatch(/^a {2}silent since .* \(3m20s\): NetworkProblem False -> Unknown$/)
  expect((await test.api.list<KubeEvent>(events)).items).toHaveLength(1)
  expect(await evaluate()).toEqual({
    evaluatedCount: 3,
    silentCount: 1,
    markedCount: 0,
    failedCount: 0,
  })
})

it('reports a cluster-wide outage and does not mark any nodes', async () => {
  for (const name of ['a', 'b', 'c']) addNode(name, 200)
  addNode('d', 0)
  expect(await evaluate()).toEqual({
    evaluatedCount: 4,
    silentCount: 3,
    markedCount: 0,
    failedCount: 0,
  })
  expect(lines[1]).toMatch(/3 of 4 nodes are overdue.*marking none$/)
  expect((await test.api.list<KubeEvent>(events)).items).toMatchObject([
    { reason: 'MostNodesSilent', involvedObject: { kind: 'Lease' } },
  ])
})

it('changes nothing in a dry run', async () => {
  addNode('a', 200)
  expect(await evaluate(createDryRunWriter(test.api))).toMatchObject({
    silentCount: 1,
    markedCount: 1,
  })
  expect(await statuses()).toEqual(['False'])
  expect((await test.api.list<KubeEvent>(events)).items).toEqual([])
})

it('counts the nodes that it could not mark, with the reason', async () => {
  addNode('a', 200)
  const writer = createWatchdogWriter(test.api, { onError: line => lines.push(line) })
  const mark = () => Promise.reject(new Error('connection refused'))
  expect(await evaluate({ ...writer, mark })).toEqual({
    evaluatedCount: 1,
    silentCount: 1,
    markedCount: 0,
    failedCount: 1,
  })
  expect(lines[1]).toBe('Failed to mark node a: connection refused')
})

it('does not mark more nodes after it is stopped', async () => {
  addNode('a', 200)
  addNode('b', 200)
  const controller = new AbortController()
  const writer = createWatchdogWriter(test.api, { onError: line => lines.push(line) })
  const mark: typeof writer.mark = (...args) => {
    controller.abort()
    return writer.mark(...args)
  }
  expect(await evaluate({ ...writer, mark }, controller)).toMatchObject({
    silentCount: 2,
    markedCount: 1,
  })
  expect((await test.api.list<KubeEvent>(events)).items).toHaveLength(1)
})
