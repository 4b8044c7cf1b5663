import { describe, expect, it } from 'vitest'
import { type NodeLanes, TimelineModel, toTimeline } from './model.mts'
import type { TimelineRecord } from './records.mts'
import type { Span } from './span-track.mts'
import {
  at,
  chaos,
  log,
  nodeRecord,
  partition,
  pod,
  podOf,
  recordingOf,
  start,
  statusLine,
  timeoutLine,
} from './timeline.fixture.mts'

const allowedSilenceMs = 35_000

const lanesOf = (records: TimelineRecord[], node = 'a'): NodeLanes => {
  const { nodes } = toTimeline(records, { type: 'P', allowedSilenceMs })
  const lanes = nodes.find(lanes => lanes.node === node)
  if (!lanes) throw new Error(`no lanes of ${node}`)
  return lanes
}

const seconds = (spans: Span[]) =>
  spans.map(({ from, to }) => [(from - start) / 1000, (to - start) / 1000])
const statuses = (spans: NodeLanes['fromNpd']) =>
  spans.map(({ from, to, condition }) => [
    condition.status,
    (from - start) / 1000,
    (to - start) / 1000,
  ])
const times = (marks: NodeLanes['killedPlugins']) => marks.map(mark => (mark.at - start) / 1000)

const ofBefore = (record: TimelineRecord) => ({ ...record, before: true }) as TimelineRecord

describe('the lanes of a partition', () => {
  const lanes = lanesOf(partition())

  it("shows NPD's findings above the reports of the API server", () => {
    expect(statuses(lanes.fromNpd)).toEqual([
      ['False', 1, 25],
      ['Unknown', 25, 112],
      ['False', 112, 130],
    ])
    expect(lanes.fromApi.map(({ condition: { status, reason } }) => [status, reason])).toEqual([
      ['False', 'ApiServerReachable'],
      ['Unknown', 'NodeProblemDetectorSilent'],
      ['Unknown', 'ApiServerReachable'],
      ['False', 'ApiServerReachable'],
    ])
  })

  it('shows a partition from its injection to its deletion', () => {
    expect(seconds(lanes.partitions)).toEqual([[20, 110]])
    expect(lanesOf(partition(), 'b').partitions).toEqual([])
  })

  it('shows a silence from the limit to the next heartbeat, not to the mark of the watchdog', () => {
    expect(times(lanes.heartbeats)).toEqual([10, 111, 115])
    expect(seconds(lanes.silentSpans)).toEqual([[45, 111]])
    expect(lanesOf(partition(), 'b').silentSpans).toEqual([])
  })

  it('shows the actions of NPD and the watchdog', () => {
    expect(
      [lanes.killedPlugins, lanes.failedWrites, lanes.watchdogMarks, lanes.events].map(times),
    ).toEqual([[25], [55], [50], [50]])
    expect(lanes.readyStatuses).toEqual(['True'])
  })
})

describe('a silence', () => {
  it.each([
    ['not shown at the limit', 35, []],
    ['shown from the limit to the end of the recording', 36, [[35, 36]]],
  ])('is %s', (_, end, expected) => {
    expect(seconds(lanesOf(recordingOf(end, nodeRecord(0, 'a', 'False'))).silentSpans)).toEqual(
      expected,
    )
  })

  it('continues while other fields of the node change', () => {
    const records = recordingOf(
      90,
      nodeRecord(0, 'a', 'False'),
      nodeRecord(50, 'a', 'True', 0),
      nodeRecord(60, 'a', 'False', 0),
      nodeRecord(80, 'a', 'False'),
    )
    expect(seconds(lanesOf(records).silentSpans)).toEqual([[35, 80]])
  })

  it('is not shown for a deleted node, or without a condition', () => {
    const gone = at(10, { kind: 'node', node: 'a', conditions: [], deleted: true })
    const { silentSpans, fromApi } = lanesOf(recordingOf(100, nodeRecord(0, 'a', 'False'), gone))
    expect([silentSpans, seconds(fromApi)]).toEqual([[], [[0, 10]]])
    const bare = at(0, { kind: 'node', node: 'a', conditions: [] })
    expect(lanesOf(recordingOf(100, bare)).silentSpans).toEqual([])
  })
})

describe('an object that existed when the recording began', () => {
  it('is drawn from the start, without a mark', () => {
    const records = [ofBefore(log(1, 'a', timeoutLine)), ofBefore(statusLine(2, 'a', 'True'))]
    const lanes = lanesOf(recordingOf(9, ...records))
    expect([statuses(lanes.fromNpd), lanes.killedPlugins]).toEqual([[['True', 0, 9]], []])
  })

  it('shows an existing partition from the start', () => {
    expect(
      seconds(lanesOf(recordingOf(9, ofBefore(chaos(1, ['a'])), pod(2, 'a'))).partitions),
    ).toEqual([[0, 9]])
  })
})

it('ends the findings and the partition of a deleted pod', () => {
  const gone = at(6, { kind: 'pod', pod: podOf('a'), node: 'a', deleted: true })
  const lanes = lanesOf(
    recordingOf(
      9,
      pod(0, 'a'),
      statusLine(1, 'a', 'True'),
      chaos(2, ['a']),
      gone,
      pod(7, 'a', 'x/new'),
    ),
  )
  expect([statuses(lanes.fromNpd), seconds(lanes.partitions)]).toEqual([[['True', 1, 6]], [[2, 6]]])
})

it('orders nodes by name, and draws the requested condition type', () => {
  const records = recordingOf(
    9,
    nodeRecord(1, 'b', 'True'),
    nodeRecord(2, 'a', 'True'),
    statusLine(3, 'a', 'True'),
  )
  const { nodes } = toTimeline(records, { type: 'Q', allowedSilenceMs })
  expect(nodes.map(({ node, fromNpd, fromApi }) => [node, fromNpd, fromApi])).toEqual([
    ['a', [], []],
    ['b', [], []],
  ])
})

it('is empty for an empty recording', () => {
  expect(toTimeline(recordingOf(0), { type: 'P', allowedSilenceMs })).toMatchObject({
    nodes: [],
    notes: [],
  })
})

describe('a long recording', () => {
  const model = () => {
    const taken = new TimelineModel({ type: 'P', allowedSilenceMs })
    for (const record of partition()) taken.apply(record)
    return taken
  }
  const end = start + 130_000

  it('can be drawn at any moment, and then continue', () => {
    const taken = model()
    expect(taken.timeline(end)).toEqual(taken.timeline(end))
    taken.apply(nodeRecord(140, 'a', 'True'))
    const { nodes } = taken.timeline(start + 150_000)
    expect(nodes[0]?.fromApi.map(({ condition }) => condition.status).at(-1)).toBe('True')
  })

  it('forgets records that have ended, and keeps those that continue', () => {
    const taken = model()
    taken.forget(start + 114_000)
    const [lanes] = taken.timeline(end).nodes
    expect(statuses(lanes?.fromApi ?? []).map(([status]) => status)).toEqual(['Unknown', 'False'])
    expect([lanes?.partitions, lanes?.killedPlugins, lanes?.silentSpans]).toEqual([[], [], []])
    expect(times(lanes?.heartbeats ?? [])).toEqual([115])
  })

  it('forgets a deleted node', () => {
    const taken = model()
    taken.apply(at(140, { kind: 'node', node: 'b', conditions: [], deleted: true }))
    taken.forget(start + 150_000)
    expect(taken.timeline(start + 150_000).nodes.map(({ node }) => node)).toEqual(['a'])
  })
})
