import { expect, it } from 'vitest'
import type { NodeCondition } from '../../kube/types.mts'
import { isMarked, lastValueOf, lastWriteTimeOf, markSilent } from './mark.mts'

const node = {
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name: 'worker', creationTimestamp: '2026-01-01T00:00:00Z' },
}
const condition: NodeCondition = {
  type: 'NetworkProblem',
  status: 'False',
  reason: 'ApiServerReachable',
  message: 'Kubernetes API server is reachable',
  lastHeartbeatTime: '2026-01-01T00:01:00Z',
  lastTransitionTime: '2026-01-01T00:00:30Z',
}
const now = new Date('2026-01-01T00:05:00.900Z')

it('sets the condition to Unknown, and keeps the heartbeat and the last value', () => {
  expect(markSilent(node, condition, now)).toEqual({
    type: 'NetworkProblem',
    status: 'Unknown',
    reason: 'NodeProblemDetectorSilent',
    message:
      'node-problem-detector on worker has been silent since 2026-01-01T00:01:00Z; ' +
      'its last value was False, ApiServerReachable: "Kubernetes API server is reachable"',
    lastHeartbeatTime: '2026-01-01T00:01:00Z',
    lastTransitionTime: '2026-01-01T00:05:00Z',
  })
})

it('does not change a mark', () => {
  const mark = markSilent(node, condition, now)
  expect(markSilent(node, mark, new Date('2026-01-01T01:00:00Z'))).toBe(mark)
})

it.each<[string, Partial<NodeCondition>]>([
  ['plain', {}],
  ['with quotes and line breaks', { message: 'state "up"\n- \\ "down"' }],
  ['without reason and message', { reason: '', message: '' }],
  ['an Unknown from NPD', { status: 'Unknown' }],
])('returns the value from before the mark: %s', (_, words) => {
  const changed = { ...condition, ...words }
  const { status, reason, message } = changed
  expect(lastValueOf(markSilent(node, changed, now))).toEqual({ status, reason, message })
  expect(lastValueOf(changed)).toEqual({ status, reason, message })
})

it.each([
  'node-problem-detector on worker has been silent since today; its last value was False: "\\"',
  'something else',
])('returns the current value of a mark with another message: %s', message => {
  const mark: NodeCondition = {
    ...condition,
    status: 'Unknown',
    reason: 'NodeProblemDetectorSilent',
    message,
  }
  expect(isMarked(mark)).toBe(true)
  expect(lastValueOf(mark)).toEqual({
    status: 'Unknown',
    reason: 'NodeProblemDetectorSilent',
    message,
  })
})

it("does not treat NPD's own Unknown as a mark", () => {
  expect(isMarked({ ...condition, status: 'Unknown' })).toBe(false)
})

it('returns the transition as the last time of a condition without a heartbeat, even after a mark', () => {
  const { lastHeartbeatTime: _, ...without } = condition
  expect(lastWriteTimeOf(node, without)).toBe('2026-01-01T00:00:30Z')
  expect(lastWriteTimeOf(node, markSilent(node, without, now))).toBe('2026-01-01T00:00:30Z')
})

it('treats null times as missing', () => {
  const without = { ...condition, lastHeartbeatTime: null, lastTransitionTime: null }
  expect(lastWriteTimeOf(node, without)).toBe('2026-01-01T00:00:00Z')
})
