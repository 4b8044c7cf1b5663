import { expect, it } from 'vitest'
import type { ApiRequest } from './api-client.mts'
import { createTestClock } from './npd.fixture.mts'
import { createProblemClient } from './problem-client.mts'
import type { Condition } from './status.mts'

const { signal } = new AbortController()

const open = (failures: number) => {
  const { clock, advance } = createTestClock()
  const requests: ApiRequest[] = []
  const transport = {
    request: async (request: ApiRequest) => {
      requests.push(request)
      if (requests.length <= failures) throw new Error(`failure ${requests.length}`)
      return { status: 200, body: '{}' }
    },
  }
  const condition: Condition = {
    type: 'Problem',
    status: 'Unknown',
    transition: clock.now(),
    reason: 'Fine',
    message: 'cut in a character \udce2',
  }
  return { client: createProblemClient(transport, clock, 'worker'), requests, condition, advance }
}

it('requests its node from the cache of the API server', async () => {
  const { client, requests } = open(0)
  await client.getNode(signal)
  expect(requests[0]).toMatchObject({
    method: 'GET',
    path: '/api/v1/nodes/worker?resourceVersion=0',
  })
})

it('patches the status with the current time as heartbeat and the transition time', async () => {
  const { client, requests, condition, advance } = open(0)
  advance(90_000_000_000n)
  await client.setConditions([condition], signal)
  expect(requests[0]).toMatchObject({
    method: 'PATCH',
    path: '/api/v1/nodes/worker/status',
    contentType: 'application/strategic-merge-patch+json',
  })
  expect(JSON.parse(requests[0]?.body ?? '')).toEqual({
    status: {
      conditions: [
        {
          type: 'Problem',
          status: 'Unknown',
          lastHeartbeatTime: '2026-01-15T20:35:00Z',
          lastTransitionTime: '2026-01-15T20:33:30Z',
          reason: 'Fine',
          message: 'cut in a character \ufffd',
        },
      ],
    },
  })
})

it('tries the same patch five times, and rejects with the last error', async () => {
  const { client, requests, condition } = open(5)
  await expect(client.setConditions([condition], signal)).rejects.toThrow('failure 5')
  expect(new Set(requests.map(({ body }) => body)).size).toBe(1)
  expect(requests).toHaveLength(5)
})

it('stops after a successful try', async () => {
  const { client, requests, condition } = open(2)
  await client.setConditions([condition], signal)
  expect(requests).toHaveLength(3)
})
