import { expect, it } from 'vitest'
import type { KubeNode } from '../kube/types.mts'
import { ConditionTracker } from './condition-tracker.mts'
import { nodeOf, ready } from './conditions.fixture.mts'
import { limitOf, type SilenceLimit } from './silence/limit.mts'

const serverDate = new Date('2026-01-01T00:10:00Z')
const limit: SilenceLimit = { allowedSilenceMs: 75_000 }

/** A node whose heartbeat is this many seconds older than the server's date. */
const beating = (name: string, secondsAgo: number): KubeNode =>
  nodeOf(
    name,
    {
      lastHeartbeatTime: new Date(serverDate.getTime() - secondsAgo * 1000).toISOString(),
      lastTransitionTime: '2026-01-01T00:00:00Z',
    },
    ready,
  )

const trackerOf = (...objects: KubeNode[]): ConditionTracker => {
  const tracker = new ConditionTracker('Problem', limit)
  tracker.apply({ type: 'synced', objects, serverDate }, 0)
  return tracker
}
const verdictsAt = (tracker: ConditionTracker, nowMs: number) =>
  tracker.snapshot(nowMs).reportedConditions.map(({ verdict }) => verdict)

it('uses the clock of the API server for the first read of the nodes', () => {
  const tracker = trackerOf(beating('a', 10), beating('b', 240))
  expect(verdictsAt(tracker, 0)).toEqual([
    { verdict: 'healthy' },
    { verdict: 'silent', silentForMs: 240_000 },
  ])
  expect(tracker.snapshot(5_000).now).toEqual(new Date('2026-01-01T00:10:05Z'))
})

it("measures later heartbeats from the time of their arrival, regardless of the node's clock", () => {
  const tracker = trackerOf(beating('a', 240))
  expect(tracker.apply({ type: 'modified', object: beating('a', 239) }, 1_000)).toBe(true)
  expect(verdictsAt(tracker, 1_000)).toEqual([{ verdict: 'healthy' }])
  expect(tracker.apply({ type: 'modified', object: beating('a', 238) }, 30_000)).toBe(false)
  expect(verdictsAt(tracker, 105_001)).toEqual([{ verdict: 'silent', silentForMs: 75_001 }])
})

it('starts the timer of a new node when the node appears', () => {
  const tracker = trackerOf()
  expect(tracker.apply({ type: 'added', object: beating('a', 240) }, 1_000)).toBe(true)
  expect(verdictsAt(tracker, 1_000)).toEqual([{ verdict: 'healthy' }])
})

it('returns the earliest deadline, and keeps it until all nodes are read again', () => {
  const tracker = trackerOf(beating('a', 10), beating('b', 20))
  expect(tracker.deadline()).toBe(55_001)
  tracker.apply({ type: 'modified', object: beating('a', 0) }, 56_000)
  expect(tracker.deadline()).toBe(55_001)
  const objects = [beating('a', 0), beating('b', 20)]
  expect(tracker.apply({ type: 'synced', objects }, 57_000)).toBe(true)
  expect(verdictsAt(tracker, 57_000).map(({ verdict }) => verdict)).toEqual(['healthy', 'silent'])
  expect(tracker.deadline()).toBe(131_001)
})

it('reports no change if a new read finds a heartbeat just before the deadline', () => {
  const tracker = trackerOf(beating('a', 10))
  expect(tracker.apply({ type: 'synced', objects: [beating('a', 0)] }, 66_000)).toBe(false)
  expect(verdictsAt(tracker, 66_000)).toEqual([{ verdict: 'healthy' }])
})

it("reports a change of the kubelet's condition", () => {
  const tracker = trackerOf(beating('a', 10))
  const { status } = beating('a', 10)
  const [problem] = status?.conditions ?? []
  const object = nodeOf('a', problem, { ...ready, status: 'Unknown' })
  expect(tracker.apply({ type: 'modified', object }, 1_000)).toBe(true)
})

it('removes a deleted node, even if only the next read of all nodes shows the deletion', () => {
  const tracker = trackerOf(beating('a', 10), beating('b', 10))
  expect(tracker.apply({ type: 'deleted', object: beating('a', 10) }, 1_000)).toBe(true)
  expect(tracker.snapshot(1_000).reportedConditions.map(({ name }) => name)).toEqual(['b'])
  expect(tracker.apply({ type: 'synced', objects: [] }, 2_000)).toBe(true)
  expect(tracker.snapshot(2_000).reportedConditions).toEqual([])
})

it('measures an unknown period, and evaluates all nodes again with the measured one', () => {
  const tracker = new ConditionTracker('Problem', limitOf({ periodMs: 300_000, source: 'default' }))
  const objects = [beating('a', 0), beating('b', 0)]
  tracker.apply({ type: 'synced', objects, serverDate }, 0)
  tracker.apply({ type: 'modified', object: beating('a', -30) }, 30_000)
  expect(tracker.snapshot(80_000).limit.allowedSilenceMs).toBe(615_000)
  expect(tracker.apply({ type: 'modified', object: beating('a', -60) }, 80_000)).toBe(true)
  expect(tracker.snapshot(80_000).limit).toEqual(
    limitOf({ periodMs: 30_000, source: 'heartbeats' }),
  )
  expect(verdictsAt(tracker, 80_000).map(({ verdict }) => verdict)).toEqual(['healthy', 'silent'])
})

it('does not measure a known period', () => {
  const known = limitOf({ periodMs: 300_000, source: 'DaemonSet' })
  const tracker = new ConditionTracker('Problem', known)
  tracker.apply({ type: 'synced', objects: [beating('a', 0)], serverDate }, 0)
  for (const second of [-30, -60, -90])
    tracker.apply({ type: 'modified', object: beating('a', second) }, -second * 1000)
  expect(tracker.snapshot(90_000).limit).toEqual(known)
})
