import { expect, it } from 'vitest'
import { toTimeline } from './model.mts'
import { at, nodeRecord, partition, pod, recordingOf, start } from './timeline.fixture.mts'
import { cropTimeline, sortSilentFirst } from './window.mts'

const options = { type: 'P', allowedSilenceMs: 35_000 }
const seconds = (from: number, to: number) => ({ from: start + from * 1000, to: start + to * 1000 })

it('keeps only the records that are visible between two times', () => {
  const { nodes, from } = cropTimeline(toTimeline(partition(), options), seconds(40, 60))
  const [a, b] = nodes
  expect(from).toBe(start + 40_000)
  expect([
    a?.partitions.length,
    a?.failedWrites.length,
    a?.killedPlugins.length,
    b?.heartbeats.length,
  ]).toEqual([1, 1, 0, 3])
})

it('omits nodes that did not exist between the two times', () => {
  const gone = at(20, { kind: 'node', node: 'a', conditions: [], deleted: true })
  const records = recordingOf(
    99,
    pod(0, 'a'),
    nodeRecord(1, 'a', 'False'),
    gone,
    nodeRecord(50, 'b', 'False'),
  )
  const timeline = toTimeline(records, options)
  const namesIn = (from: number, to: number) =>
    cropTimeline(timeline, seconds(from, to)).nodes.map(({ node }) => node)
  expect([namesIn(0, 40), namesIn(10, 60), namesIn(60, 99)]).toEqual([['a'], ['a', 'b'], ['b']])
})

it('moves silent nodes to the front', () => {
  const records = recordingOf(
    60,
    nodeRecord(0, 'a', 'False'),
    nodeRecord(50, 'a', 'False', 50),
    nodeRecord(0, 'b', 'False'),
  )
  records.sort((one, other) => Date.parse(one.at) - Date.parse(other.at))
  const { nodes } = sortSilentFirst(toTimeline(records, options))
  expect(nodes.map(({ node }) => node)).toEqual(['b', 'a'])
})
