import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { createApi, type KubeApi } from '../kube/api.mts'
import { startTestApi, type TestApi } from '../kube/api-server.fixture.mts'
import type { HttpRequest } from '../kube/connection.mts'
import { nodes } from '../kube/resources.mts'
import type { ConditionStatus, KubeNode } from '../kube/types.mts'
import { setDemoProblem } from './demo-problem.mts'
import { watchConditions } from './watch.mts'

let test: TestApi
let heartbeats = 0
beforeAll(async () => {
  test = await startTestApi()
  await test.api.create<KubeNode>(nodes, {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: 'a' },
  })
})
afterAll(() => test.close())
beforeEach(async () => {
  await write('False')
})

/** Writes like NPD, with a new heartbeat each time. */
const write = (status: ConditionStatus) => {
  heartbeats += 1
  const lastHeartbeatTime = new Date(1_767_225_600_000 + heartbeats * 1_000).toISOString()
  const conditions = [{ type: 'Problem', status, lastHeartbeatTime }]
  return test.api.patch(
    nodes,
    'a',
    { type: 'strategic', body: { status: { conditions } } },
    { subresource: 'status' },
  )
}

type Change = (request: HttpRequest) => Promise<HttpRequest>

/**
 * Opens a client of the same server. `change` runs before each request and can modify it. Responses have no
 * date, so each node counts as healthy when it is first observed.
 */
const apiBy = (change: Change): KubeApi => {
  const connection = test.connect()
  const send = async (request: HttpRequest) => {
    const response = await connection.send(await change(request))
    delete response.headers.date
    return response
  }
  return createApi({ ...connection, send })
}

/** Returns the verdicts of node `a`, one at a time. */
const watch = (allowedSilenceMs: number, change: Change = async request => request) => {
  const api = apiBy(change)
  const controller = new AbortController()
  const { signal } = controller
  const snapshots = watchConditions(api, 'Problem', { limit: { allowedSilenceMs }, signal })
  const next = async () => (await snapshots.next()).value?.reportedConditions[0]?.verdict.verdict
  const end = () => {
    controller.abort()
    api.close()
  }
  return { next, end }
}

it('reports only changes of the condition', async () => {
  const { next, end } = watch(60_000)
  expect(await next()).toBe('healthy')
  await setDemoProblem(test.api, 'a', true)
  await write('False')
  await write('True')
  expect(await next()).toBe('problem')
  end()
  expect(await next()).toBeUndefined()
})

it('reports a node as silent when no heartbeat arrives, and reports its recovery', async () => {
  const { next, end } = watch(500)
  expect(await next()).toBe('healthy')
  expect(await next()).toBe('silent')
  await write('True')
  expect(await next()).toBe('problem')
  expect(await next()).toBe('silent')
  end()
  expect(await next()).toBeUndefined()
})

it('reads all nodes again before it reports a node as silent', async () => {
  let reads = 0
  const { next, end } = watch(300, async request => {
    if (request.path.includes('watch=true'))
      return { ...request, path: `${request.path}&fieldSelector=metadata.name%3Dnone` }
    reads += 1
    await write(reads > 3 ? 'True' : 'False')
    return request
  })
  expect(await next()).toBe('healthy')
  expect(await next()).toBe('problem')
  expect(reads).toBeGreaterThan(3)
  end()
})

it('reports no node as silent while it cannot reach the server', async () => {
  let reads = 0
  const { next, end } = watch(300, async request => {
    if (!request.path.includes('watch=true')) reads += 1
    if (reads === 2) throw new Error('no way there')
    if (reads === 3) await write('True')
    return request
  })
  expect(await next()).toBe('healthy')
  expect(await next()).toBe('problem')
  end()
})

it('rejects if the first read fails', async () => {
  const { next, end } = watch(300, async () => {
    throw new Error('no way there')
  })
  await expect(next()).rejects.toThrow('no way there')
  end()
})
