import { expect, it } from 'vitest'
import type { KubeNode, NodeCondition } from '../../kube/types.mts'
import { type MeasuredSilence, measureSilence } from './clock.mts'
import { markSilent } from './mark.mts'

const serverNow = new Date('2026-01-01T00:10:00Z')
const minute = 60_000

/** A node whose heartbeat the API server received at `written`, if it recorded that. */
const nodeOf = (written?: string): KubeNode => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: {
    name: 'a',
    creationTimestamp: '2026-01-01T00:00:00Z',
    ...(written && {
      managedFields: [
        {
          manager: 'kubelet',
          time: '2026-01-01T00:09:59Z',
          fieldsV1: fieldsOf('Ready', 'f:lastHeartbeatTime'),
        },
        {
          manager: 'watchdog',
          time: '2026-01-01T00:09:58Z',
          fieldsV1: fieldsOf('Problem', 'f:status'),
        },
        {
          manager: 'node-problem-detector',
          time: written,
          fieldsV1: fieldsOf('Problem', 'f:lastHeartbeatTime'),
        },
      ],
    }),
  },
})

const fieldsOf = (type: string, field: string) => ({
  'f:status': { 'f:conditions': { [`k:{"type":"${type}"}`]: { '.': {}, [field]: {} } } },
})

const conditionOf = (heartbeat?: string, transition?: string): NodeCondition => ({
  type: 'Problem',
  status: 'False',
  ...(heartbeat && { lastHeartbeatTime: heartbeat }),
  ...(transition && { lastTransitionTime: transition }),
})

const silenceOf = (silentForMs: number, aheadMs = 0): MeasuredSilence => ({ silentForMs, aheadMs })

it.each<[string, KubeNode, NodeCondition, MeasuredSilence]>([
  ['since a heartbeat', nodeOf(), conditionOf('2026-01-01T00:08:00Z'), silenceOf(2 * minute)],
  [
    'as zero for a heartbeat in the current second',
    nodeOf(),
    conditionOf('2026-01-01T00:10:00Z'),
    silenceOf(0),
  ],
  [
    'as zero for a heartbeat in the next second, because times are rounded',
    nodeOf(),
    conditionOf('2026-01-01T00:10:01Z'),
    silenceOf(0),
  ],
  [
    'as zero for a heartbeat in the future',
    nodeOf(),
    conditionOf('2026-01-01T00:10:02Z'),
    silenceOf(0, 2_000),
  ],
  [
    'since the transition if the heartbeat is missing',
    nodeOf(),
    conditionOf(undefined, '2026-01-01T00:05:00Z'),
    silenceOf(5 * minute),
  ],
  [
    "since the transition if the heartbeat is Go's zero time",
    nodeOf(),
    conditionOf('0001-01-01T00:00:00Z', '2026-01-01T00:05:00Z'),
    silenceOf(5 * minute),
  ],
  [
    "since the node's creation if heartbeat and transition are missing",
    nodeOf(),
    conditionOf(),
    silenceOf(10 * minute),
  ],
  [
    'since the API server received the heartbeat',
    nodeOf('2026-01-01T00:08:01Z'),
    conditionOf('2026-01-01T00:08:00Z'),
    silenceOf(2 * minute - 1_000),
  ],
  [
    'since the API server received the heartbeat, even if the clock of the node is an hour slow',
    nodeOf('2026-01-01T00:09:30Z'),
    conditionOf('2025-12-31T23:09:30Z'),
    silenceOf(minute / 2),
  ],
  [
    'since the API server received the heartbeat, even if the clock of the node is an hour fast',
    nodeOf('2026-01-01T00:05:00Z'),
    conditionOf('2026-01-01T01:05:00Z'),
    silenceOf(5 * minute, 55 * minute),
  ],
  [
    'since the transition if the heartbeat is missing, even if the API server recorded a write',
    nodeOf('2026-01-01T00:09:30Z'),
    conditionOf(undefined, '2026-01-01T00:05:00Z'),
    silenceOf(5 * minute),
  ],
])('measures the silence %s', (_, node, condition, expected) => {
  expect(measureSilence(node, condition, serverNow)).toEqual(expected)
})

it('measures from the first owner of a heartbeat, not from a later one with the same value', () => {
  const node = nodeOf('2026-01-01T00:05:00Z')
  node.metadata.managedFields?.push({
    manager: 'other',
    operation: 'Apply',
    time: '2026-01-01T00:09:00Z',
    fieldsV1: fieldsOf('Problem', 'f:lastHeartbeatTime'),
  })
  const condition = conditionOf('2026-01-01T00:05:00Z')
  expect(measureSilence(node, condition, serverNow)).toEqual(silenceOf(5 * minute))
})

it.each([
  ['heartbeat', conditionOf('2026-01-01T00:05:00Z')],
  ['transition', conditionOf(undefined, '2026-01-01T00:05:00Z')],
])('measures from the last %s even after a mark', (_, condition) => {
  const mark = markSilent(nodeOf(), condition, new Date('2026-01-01T00:09:00Z'))
  expect(measureSilence(nodeOf(), mark, serverNow)).toEqual(silenceOf(5 * minute))
})

it('ignores an invalid heartbeat and measures from the transition', () => {
  const condition = conditionOf('garbage', '2026-01-01T00:05:00Z')
  expect(measureSilence(nodeOf(), condition, serverNow)).toEqual(silenceOf(5 * minute))
})
