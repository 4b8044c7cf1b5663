import { expect, it } from 'vitest'
import { markSilent } from '../conditions/silence/mark.mts'
import { conditionAt, nodeWith } from './nodes.fixture.mts'
import { WatchedNodes } from './watched-nodes.mts'

const open = (...heartbeats: number[]) => {
  const watched = new WatchedNodes()
  const objects = heartbeats.map((heartbeat, index) =>
    nodeWith(`n${index}`, conditionAt(heartbeat)),
  )
  watched.apply({ type: 'synced', objects }, 1_000)
  return watched
}

const modify = (watched: WatchedNodes, condition = conditionAt(0), nowMs = 2_000) =>
  watched.apply({ type: 'modified', object: nodeWith('n0', condition) }, nowMs)

const silentFor = (watched: WatchedNodes, nowMs: number) =>
  [...watched.all()].map(node => watched.silentForMs(node, 'NetworkProblem', nowMs))

const mark = (seconds: number) =>
  markSilent(nodeWith('n0'), conditionAt(seconds), new Date('2026-01-01T12:05:00Z'))

it('starts the timer of a new node at the first observation, regardless of the age of its heartbeat', () => {
  expect(silentFor(open(-99_999), 1_000)).toEqual([0])
})

it('restarts the timer when the heartbeat changes, even to an earlier time', () => {
  const watched = open(0)
  modify(watched, conditionAt(0), 5_000)
  expect(silentFor(watched, 6_000)).toEqual([5_000])
  modify(watched, conditionAt(-500), 7_000)
  expect(silentFor(watched, 7_500)).toEqual([500])
})

it('stores the indexes of conditions, without those of the kubelet', () => {
  const [node] = open(0).all()
  expect(node?.conditions).toEqual([{ index: 1, condition: conditionAt(0) }])
})

it('restarts all timers on request', () => {
  const watched = open(0, 0)
  watched.restartTimers(90_000)
  expect(silentFor(watched, 90_500)).toEqual([500, 500])
})

it('forgets deleted nodes, and treats another UID as a new node', () => {
  const watched = open(0, 0)
  watched.apply({ type: 'deleted', object: nodeWith('n1') }, 2_000)
  expect([...watched.all()]).toHaveLength(1)
  const recreated = nodeWith('n0', conditionAt(0))
  recreated.metadata.uid = 'another'
  watched.apply({ type: 'modified', object: recreated }, 50_000)
  expect(silentFor(watched, 50_000)).toEqual([0])
  watched.apply({ type: 'synced', objects: [] }, 60_000)
  expect([...watched.all()]).toEqual([])
})

it('measures the silence until a delayed value of NPD arrives', () => {
  const watched = open(0)
  modify(watched, mark(0))
  modify(watched, conditionAt(1), 301_000)
  expect(watched.takeRecoveries(301_000)).toMatchObject([{ silentForMs: 300_000 }])
})

it('measures the silence with the times that NPD wrote', () => {
  const watched = open(0)
  modify(watched, mark(0))
  modify(watched, conditionAt(312), 9_000)
  expect(watched.takeRecoveries(9_000)).toMatchObject([
    { node: { metadata: { name: 'n0' } }, silentForMs: 312_000, conditions: [conditionAt(312)] },
  ])
  expect(watched.takeRecoveries(9_000)).toEqual([])
})

it('does not treat a late value from before the mark as a recovery', () => {
  const watched = open(0)
  modify(watched, mark(0))
  modify(watched, conditionAt(0))
  expect(watched.hasRecoveries).toBe(false)
})

it('drops a recovery that is too old to announce', () => {
  const watched = open(0)
  modify(watched, mark(0))
  modify(watched, conditionAt(60), 10_000)
  expect(watched.takeRecoveries(41_000)).toEqual([])
})
