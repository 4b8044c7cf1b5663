import { afterAll, beforeAll, expect, it } from 'vitest'
import { openApi, type TestApi } from '../kube/api-server.fixture.mts'
import { nodes } from '../kube/resources.mts'
import type { ConditionStatus, KubeNode } from '../kube/types.mts'
import { switchDemoProblem } from './demo-problem.mts'
import { readConditions, watchConditions } from './show.mts'

let test: TestApi
beforeAll(async () => {
  test = await openApi()
})
afterAll(() => test.close())

const setStatus = (status: ConditionStatus, lastHeartbeatTime = '2026-01-01T00:00:00Z') =>
  test.api.patch(
    nodes,
    'a',
    {
      type: 'strategic',
      body: { status: { conditions: [{ type: 'Problem', status, lastHeartbeatTime }] } },
    },
    { subresource: 'status' },
  )

it('says that there are no nodes', async () => {
  await expect(readConditions(test.api, 'Problem')).rejects.toThrow('the cluster has no nodes')
})

it('says which types there are instead of one that nobody has', async () => {
  await test.api.create<KubeNode>(nodes, {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: 'a' },
  })
  await setStatus('False')
  await expect(readConditions(test.api, 'Other')).rejects.toMatchObject({
    message: 'Failed to show conditions: no node has one of type `Other`.',
    hint: 'Types: Problem',
  })
})

it('reads the conditions with the time of the API server', async () => {
  const { reported, now } = await readConditions(test.api, 'Problem')
  expect(reported).toMatchObject([{ name: 'a', condition: { status: 'False' } }])
  expect(Math.abs(now.getTime() - Date.now())).toBeLessThan(5_000)
})

it('follows changes of the condition, and no others', async () => {
  const ending = new AbortController()
  const changes = watchConditions(test.api, 'Problem', ending.signal)
  const next = async () => (await changes.next()).value?.[0]?.condition?.status
  expect(await next()).toBe('False')
  await switchDemoProblem(test.api, 'a', true)
  await setStatus('False', '2026-01-01T00:00:30Z')
  await setStatus('True')
  expect(await next()).toBe('True')
  ending.abort()
  expect(await next()).toBeUndefined()
})
