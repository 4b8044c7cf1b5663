import { expect, it } from 'vitest'
import type { NodeCondition } from '../../kube/types.mts'
import { HeartbeatTracker } from './heartbeats.mts'
import { markSilent } from './mark.mts'
import { evaluate } from './verdict.mts'

const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'a' } }

const conditionAt = (lastHeartbeatTime?: string, type = 'Problem'): NodeCondition => ({
  type,
  status: 'False',
  lastTransitionTime: '2026-01-01T00:00:00Z',
  ...(lastHeartbeatTime && { lastHeartbeatTime }),
})
const early = conditionAt('2026-01-01T00:00:00Z')
const late = conditionAt('2026-01-01T00:00:30Z')

/** Observes conditions of node `a` at these moments. */
const watchOf = (
  ...seen: [NodeCondition, atMs: number, silentForMs?: number][]
): HeartbeatTracker => {
  const watch = new HeartbeatTracker()
  for (const [condition, atMs, silentForMs] of seen)
    watch.observe('a', condition, atMs, silentForMs)
  return watch
}
const silentFor = (watch: HeartbeatTracker, nowMs: number) =>
  watch.silentForMs('a', 'Problem', nowMs)

it('starts the timer at the first observation, regardless of the age of the heartbeat', () => {
  expect(silentFor(watchOf([early, 1_000]), 1_500)).toBe(500)
})

it('starts the timer with the given silence at the first observation', () => {
  expect(silentFor(watchOf([early, 1_000, 40_000]), 1_500)).toBe(40_500)
})

it('restarts the timer when the heartbeat changes', () => {
  expect(silentFor(watchOf([early, 0], [late, 30_000]), 31_000)).toBe(1_000)
})

it('ignores an unchanged heartbeat, regardless of other changes', () => {
  const changed: NodeCondition = {
    ...early,
    status: 'True',
    lastTransitionTime: '2026-01-01T00:00:20Z',
  }
  expect(silentFor(watchOf([early, 0], [changed, 30_000]), 31_000)).toBe(31_000)
})

it.each([
  ['earlier than the previous one', '2025-12-31T23:00:00Z'],
  ['in the future', '2099-01-01T00:00:00Z'],
])('restarts the timer at a heartbeat %s', (_, heartbeat) => {
  expect(silentFor(watchOf([early, 0], [conditionAt(heartbeat), 30_000]), 30_000)).toBe(0)
})

it('does not restart the timer while a heartbeat in the future is unchanged', () => {
  const ahead = conditionAt('2099-01-01T00:00:00Z')
  expect(silentFor(watchOf([ahead, 0], [ahead, 60_000]), 90_000)).toBe(90_000)
})

it('restarts the timer at a transition if the writer sends no heartbeats', () => {
  const next: NodeCondition = { ...conditionAt(), lastTransitionTime: '2026-01-01T00:00:30Z' }
  expect(silentFor(watchOf([conditionAt(), 0], [next, 30_000]), 31_000)).toBe(1_000)
})

it.each([
  ['with', early],
  ['without', conditionAt()],
])('does not restart the timer when a condition %s a heartbeat is marked', (_, condition) => {
  const mark = markSilent(node, condition, new Date('2026-01-01T00:05:00Z'))
  expect(silentFor(watchOf([condition, 0], [mark, 80_000]), 81_000)).toBe(81_000)
})

it('measures each node and type separately', () => {
  const watch = watchOf([early, 0], [conditionAt('2026-01-01T00:00:00Z', 'Other'), 10_000])
  watch.observe('b', early, 20_000)
  expect(watch.silentForMs('a', 'Problem', 30_000)).toBe(30_000)
  expect(watch.silentForMs('a', 'Other', 30_000)).toBe(20_000)
  expect(watch.silentForMs('b', 'Problem', 30_000)).toBe(10_000)
})

it('returns zero for a condition that was not observed', () => {
  expect(silentFor(new HeartbeatTracker(), 30_000)).toBe(0)
  expect(new HeartbeatTracker().nextDeadline(75_000, 0)).toBeUndefined()
})

it('returns the next deadline, or undefined after the last one', () => {
  const watch = watchOf([early, 0])
  watch.observe('b', early, 10_000)
  expect(watch.nextDeadline(75_000, 20_000)).toBe(75_001)
  expect(watch.nextDeadline(75_000, 75_001)).toBe(85_001)
  expect(watch.nextDeadline(75_000, 85_001)).toBeUndefined()
})

it('returns the first moment at which the node is silent', () => {
  const watch = watchOf([early, 0.25])
  const deadline = watch.nextDeadline(75_000, 1) ?? 0
  const verdictAt = (nowMs: number) => evaluate(early, silentFor(watch, nowMs), 75_000).verdict
  expect([verdictAt(deadline - 1), verdictAt(deadline)]).toEqual(['healthy', 'silent'])
})

it('moves the deadline after a heartbeat', () => {
  const watch = watchOf([early, 0], [late, 30_000])
  expect(watch.nextDeadline(75_000, 40_000)).toBe(105_001)
})

it('treats a forgotten node as new', () => {
  const watch = watchOf([early, 0])
  watch.forget('a')
  expect(watch.nodeNames()).toEqual([])
  expect(watch.nextDeadline(75_000, 1)).toBeUndefined()
  watch.observe('a', early, 60_000)
  expect(silentFor(watch, 61_000)).toBe(1_000)
})
