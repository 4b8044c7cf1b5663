import { afterEach, beforeEach, expect, it } from 'vitest'
import { startTestApi, type TestApi } from '../kube/api-server.fixture.mts'
import { nodes } from '../kube/resources.mts'
import type { KubeNode, NodeCondition } from '../kube/types.mts'
import { conditionAt, nodeWith, ready } from './nodes.fixture.mts'
import { createWatchdogWriter } from './writer.mts'

const name = 'n0'
const now = new Date('2026-01-01T12:05:00Z')

let test: TestApi
let seen: KubeNode
beforeEach(async () => {
  test = await startTestApi()
  seen = await test.api.create(nodes, nodeWith(name, conditionAt(0)))
})
afterEach(() => test.close())

const write = (body: object) =>
  test.api.patch<KubeNode>(nodes, name, { type: 'strategic', body }, { subresource: 'status' })

/** Writes like NPD. */
const writeAsNpd = (condition: NodeCondition) => write({ status: { conditions: [condition] } })

const mark = () => {
  const conditions = [{ index: 1, condition: conditionAt(0) }]
  return createWatchdogWriter(test.api, { onError: () => {} }).mark(seen, conditions, now)
}

const conditions = async () => (await test.api.get<KubeNode>(nodes, name)).status?.conditions

it('sets Unknown with the time and the last value, and keeps the heartbeat', async () => {
  expect((await mark()).outcome).toBe('marked')
  expect(await conditions()).toEqual([
    ready,
    {
      type: 'NetworkProblem',
      status: 'Unknown',
      lastHeartbeatTime: '2026-01-01T12:00:00Z',
      lastTransitionTime: '2026-01-01T12:05:00Z',
      reason: 'NodeProblemDetectorSilent',
      message:
        'node-problem-detector on n0 has been silent since 2026-01-01T12:00:00Z; its last value was False, ApiServerReachable: "Kubernetes API server is reachable"',
    },
  ])
})

it.each([
  ['a heartbeat', conditionAt(30)],
  ['a change in the same second', conditionAt(0, { status: 'True', reason: 'No' })],
])('does not overwrite %s that arrives just before the mark', async (_, condition) => {
  await writeAsNpd(condition)
  expect(await mark()).toMatchObject({
    outcome: 'changed',
    node: { status: { conditions: [ready, condition] } },
  })
  expect(await conditions()).toEqual([ready, condition])
})

it('succeeds after other writes to the node', async () => {
  await write({ status: { conditions: [{ ...ready, status: 'False' }] } })
  const labeled = { type: 'merge', body: { metadata: { labels: { a: 'b' } } } } as const
  await test.api.patch(nodes, name, labeled)
  expect((await mark()).outcome).toBe('marked')
  expect((await conditions())?.map(({ status }) => status)).toEqual(['False', 'Unknown'])
})

it('does not mark another condition at the same index', async () => {
  const order = [conditionAt(0, { type: 'DemoProblem' }), ready, conditionAt(0)]
  await test.api.patch(
    nodes,
    name,
    { type: 'merge', body: { status: { conditions: order } } },
    { subresource: 'status' },
  )
  expect((await mark()).outcome).toBe('changed')
  expect(await conditions()).toEqual(order)
})

it('ignores a deleted node', async () => {
  await test.api.delete(nodes, name)
  expect(await mark()).toEqual({ outcome: 'skipped' })
})

it('allows the next heartbeat to overwrite the mark', async () => {
  await mark()
  await writeAsNpd(conditionAt(300))
  expect(await conditions()).toEqual([ready, conditionAt(300)])
})
