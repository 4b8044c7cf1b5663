import { once } from 'node:events'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type NetworkPath, openNetworkPath } from '../embedded/network/pod-path.mts'
import { createApi, type KubeApi } from './api.mts'
import { startTestApi, type TestApi } from './api-server.fixture.mts'
import { connectWithToken } from './connection.mts'
import { LeaderElection } from './leader-election.mts'
import { leases } from './resources.mts'
import type { Lease } from './types.mts'

const lease = { name: 'seat', namespace: 'kube-system' }
const timing = { leaseDurationMs: 2_000, renewDeadlineMs: 1_500, retryPeriodMs: 50 }

let test: TestApi
const ends: (() => Promise<void>)[] = []
beforeEach(async () => {
  test = await startTestApi()
})
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
  await test.close()
})

const read = () => test.api.get<Lease>(leases, lease.name, { namespace: lease.namespace })

const startCandidate = (identity: string, api: KubeApi = test.api) => {
  const stopping = new AbortController()
  const changes = new EventTarget()
  const errors: unknown[] = []
  const election = new LeaderElection({
    api,
    lease,
    identity,
    timing,
    onLeaderChange: leader => changes.dispatchEvent(new Event(`leader ${leader}`)),
    onError: error => errors.push(error),
  })
  const running = election.run(stopping.signal)
  const end = async () => {
    stopping.abort()
    await running
  }
  ends.push(end)
  return {
    election,
    errors,
    end,
    waitForLeader: (leader: string) => once(changes, `leader ${leader}`),
  }
}

/** Adds a candidate whose connection can be partitioned. */
const startCandidateBehind = async (path: NetworkPath, identity: string) => {
  const api = createApi(
    connectWithToken({
      context: identity,
      server: `https://127.0.0.1:${path.port}`,
      caCertificate: test.certificate,
      token: test.token,
    }),
  )
  ends.push(async () => {
    api.close()
    await path.close()
  })
  return startCandidate(identity, api)
}

it('makes the first candidate the leader, and writes a Lease like client-go', async () => {
  const a = startCandidate('a')
  await a.waitForLeader('a')
  expect(a.election.isLeader()).toBe(true)
  const micro = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/)
  expect((await read()).spec).toEqual({
    holderIdentity: 'a',
    leaseDurationSeconds: 2,
    acquireTime: micro,
    renewTime: micro,
    leaseTransitions: 0,
  })
})

it('elects one leader if several candidates start at the same time', async () => {
  const all = ['a', 'b', 'c', 'd'].map(identity => startCandidate(identity))
  await Promise.race(all.flatMap((each, index) => each.waitForLeader('abcd'[index] ?? '')))
  expect(all.filter(({ election }) => election.isLeader())).toHaveLength(1)
  expect(all.flatMap(({ errors }) => errors)).toEqual([])
})

it('elects the next leader immediately when the leader ends', async () => {
  const a = startCandidate('a')
  await a.waitForLeader('a')
  const b = startCandidate('b')
  await b.waitForLeader('a')
  const start = performance.now()
  const taken = b.waitForLeader('b')
  await a.end()
  await taken
  expect(performance.now() - start).toBeLessThan(timing.leaseDurationMs)
  expect((await read()).spec).toMatchObject({ holderIdentity: 'b', leaseTransitions: 1 })
})

it('stops a disconnected leader before another candidate becomes the leader', async () => {
  const path = await openNetworkPath('a', test.server.port)
  const a = await startCandidateBehind(path, 'a')
  await a.waitForLeader('a')
  const b = startCandidate('b')
  await b.waitForLeader('a')
  const { renewTime } = (await read()).spec ?? {}
  const start = performance.now()
  const taken = b.waitForLeader('b')
  path.partition({ egress: true, ingress: true })
  await taken
  expect(a.election.isLeader()).toBe(false)
  expect(performance.now() - start).toBeGreaterThan(timing.renewDeadlineMs)
  expect((await read()).spec?.renewTime).not.toBe(renewTime)
})

it('detects an expired holder by the age of the last change, not by the times in the Lease', async () => {
  const holder = { holderIdentity: 'x', leaseDurationSeconds: 1, leaseTransitions: 7 }
  const old = '2001-01-01T00:00:00.000000Z'
  await test.api.create<Lease>(leases, {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: lease,
    spec: { ...holder, acquireTime: old, renewTime: old },
  })
  const a = startCandidate('a')
  await a.waitForLeader('x')
  const start = performance.now()
  await a.waitForLeader('a')
  expect(performance.now() - start).toBeGreaterThan(900)
  expect((await read()).spec?.leaseTransitions).toBe(8)
})
