import { afterAll, beforeAll, expect, it } from 'vitest'
import { createApi, type KubeApi } from '../kube/api.mts'
import { startTestApi, type TestApi } from '../kube/api-server.fixture.mts'
import type { HttpRequest } from '../kube/connection.mts'
import { nodes } from '../kube/resources.mts'
import type { KubeNode, NodeCondition } from '../kube/types.mts'
import { readConditions } from './show.mts'

let test: TestApi
beforeAll(async () => {
  test = await startTestApi()
})
afterAll(() => test.close())

const setProblem = (condition: Partial<NodeCondition>) =>
  test.api.patch(
    nodes,
    'a',
    { type: 'strategic', body: { status: { conditions: [{ type: 'Problem', ...condition }] } } },
    { subresource: 'status' },
  )

/** Opens a client whose responses have a date this many milliseconds ahead. */
const serverLater = (aheadMs: number): KubeApi => {
  const connection = test.connect()
  const send = async (request: HttpRequest) => {
    const response = await connection.send(request)
    response.headers.date = new Date(Date.now() + aheadMs).toUTCString()
    return response
  }
  return createApi({ ...connection, send })
}

it('rejects if the cluster has no nodes', async () => {
  await expect(readConditions(test.api, 'Problem')).rejects.toThrow('the cluster has no nodes')
})

it('lists the existing types for an unknown type', async () => {
  await test.api.create<KubeNode>(nodes, {
    apiVersion: 'v1',
    kind: 'Node',
    // The server records the owners of conditions only if another field of the node has an owner.
    metadata: { name: 'a', labels: { a: '1' } },
  })
  await setProblem({ status: 'False', lastHeartbeatTime: '2026-01-01T00:00:00Z' })
  await expect(readConditions(test.api, 'Other')).rejects.toMatchObject({
    message: 'Failed to show conditions: no node has a condition of type `Other`.',
    hint: 'Choose one of Problem.',
  })
})

it('reads the conditions with the time of the API server', async () => {
  const { reportedConditions, now } = await readConditions(test.api, 'Problem')
  expect(reportedConditions).toMatchObject([{ name: 'a', condition: { status: 'False' } }])
  expect(Math.abs(now.getTime() - Date.now())).toBeLessThan(5_000)
})

it("accepts a heartbeat that the API server has just received, regardless of its node's clock", async () => {
  const { reportedConditions, clockSkews } = await readConditions(test.api, 'Problem')
  expect([reportedConditions[0]?.verdict, clockSkews]).toEqual([{ verdict: 'healthy' }, []])
  const lastHeartbeatTime = `${new Date(Date.now() + 3_600_000).toISOString().slice(0, 19)}Z`
  await setProblem({ status: 'False', lastHeartbeatTime })
  const early = await readConditions(test.api, 'Problem')
  expect(early.reportedConditions[0]?.verdict).toEqual({ verdict: 'healthy' })
  expect(early.clockSkews).toMatchObject([{ name: 'a' }])
  expect(early.clockSkews[0]?.aheadMs).toBeGreaterThan(3_590_000)
})

it('reports a node as silent if its heartbeat has stopped', async () => {
  const later = serverLater(60_000)
  const verdictBy = async (heartbeatMs: number) =>
    (await readConditions(later, 'Problem', { heartbeatMs })).reportedConditions[0]?.verdict.verdict
  expect([await verdictBy(10_000), await verdictBy(40_000)]).toEqual(['silent', 'healthy'])
  later.close()
})
