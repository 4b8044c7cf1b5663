import { describe, expect, it } from 'vitest'
import { layOut } from './figure.mts'
import { toTimeline } from './model.mts'
import type { TimelineRecord } from './records.mts'
import { fontSizes, type Label, type Shape, widthOf } from './shapes.mts'
import {
  at,
  chaos,
  log,
  nodeRecord,
  partition,
  pod,
  recordingOf,
  timeoutLine,
} from './timeline.fixture.mts'

const figureOf = (records: TimelineRecord[]) =>
  layOut(toTimeline(records, { type: 'P', allowedSilenceMs: 35_000 }))

const range = (count: number, step: number): number[] =>
  Array.from({ length: count }, (_, index) => index * step)

const hour = 3600
const ninetyNine = range(99, 1).map(index => `node-${String(index).padStart(3, '0')}`)
const longName = `ip-10-11-12-13.${'very-long-'.repeat(6)}name.internal`

const recordings: Record<string, TimelineRecord[]> = {
  'a partition': partition(),
  nothing: recordingOf(0),
  'a moment': recordingOf(0.1, nodeRecord(0, 'a', 'True')),
  'many hours': recordingOf(
    30 * hour,
    pod(0, 'a'),
    ...range(3600, 30).flatMap(seconds => [
      nodeRecord(seconds, 'a', seconds % 60 ? 'False' : 'True'),
      log(seconds, 'a', timeoutLine),
    ]),
  ),
  'a hundred nodes': recordingOf(
    600,
    ...range(20, 30).flatMap(seconds => ninetyNine.map(node => nodeRecord(seconds, node, 'False'))),
  ),
  'partitions close together, and a long name': recordingOf(
    100,
    pod(0, longName),
    nodeRecord(0, longName, 'False'),
    ...range(12, 8).flatMap(seconds => [
      chaos(seconds, [longName]),
      chaos(seconds + 4, [longName], 'Not Injected'),
    ]),
  ),
  'a partition at the end': recordingOf(
    100,
    pod(0, 'a'),
    nodeRecord(0, 'a', 'False'),
    chaos(97, ['a']),
  ),
  'a note': recordingOf(5, at(1, { kind: 'note', text: 'The watch was restarted here.' })),
}

const labelsIn = (shapes: Shape[]): Label[] => shapes.filter(shape => shape.shape === 'label')

const boxOf = ({ x, y, text, style, anchor }: Label) => {
  const width = widthOf(text, style)
  const left = anchor === 'end' ? x - width : anchor === 'middle' ? x - width / 2 : x
  return { left, right: left + width, top: y - fontSizes[style] * 0.8, bottom: y + 2, text }
}

describe.each(Object.entries(recordings))('the timeline of %s', (_, records) => {
  const figure = figureOf(records)
  const boxes = labelsIn(figure.shapes).map(boxOf)

  it('does not overlap labels', () => {
    const rows = boxes.sort((a, b) => a.top - b.top || a.left - b.left)
    const overlaps = rows.flatMap((box, index) =>
      rows
        .slice(index + 1, index + 40)
        .filter(
          other =>
            other.top < box.bottom &&
            other.bottom > box.top &&
            other.left < box.right &&
            other.right > box.left,
        )
        .map(other => [box.text, other.text]),
    )
    expect(overlaps).toEqual([])
  })

  it('keeps all shapes and labels within its frame', () => {
    const outside = boxes.filter(
      ({ left, right, top, bottom }) =>
        left < 0 || right > figure.width || top < 0 || bottom > figure.height,
    )
    expect(outside).toEqual([])
    for (const shape of figure.shapes)
      if (shape.shape === 'box') {
        expect(shape.x + shape.width).toBeLessThanOrEqual(figure.width)
        expect(shape.width).toBeGreaterThan(0)
      }
  })

  it('limits the number of shapes', () => {
    const nodes = new Set(records.flatMap(record => ('node' in record ? record.node : [])))
    expect(figure.shapes.length).toBeLessThan(100 + nodes.size * 800)
  })
})

describe('the description', () => {
  it.each([
    [
      'a partition',
      [
        '2 nodes of test, 25 Nov 2026, 10:00:00 to 10:02:10 UTC.',
        'NPD on 1 node was disconnected from 10:00:20 to 10:01:50 (90 s).',
        'It found the problem 5 s after the disconnection. The API server received the report 91 s after the disconnection, when the outage was already over.',
        'Only missing heartbeats were visible from outside: NPD on 1 node sent none for more than 35 s, and counted as silent from 10:00:45.',
        'The watchdog marked them, first at 10:00:50.',
      ],
    ],
    [
      'a partition at the end',
      [
        '1 node of test, 25 Nov 2026, 10:00:00 to 10:01:40 UTC.',
        'NPD on 1 node was disconnected from 10:01:37 (3 s).',
        'It found no problem. The API server has received no report of a problem.',
        'Only missing heartbeats were visible from outside: NPD on 1 node sent none for more than 35 s, and counted as silent from 10:00:35.',
      ],
    ],
    [
      'nothing',
      ['0 nodes of test, 25 Nov 2026, 10:00:00 to 10:00:00 UTC.', 'Nothing was recorded.'],
    ],
  ])('summarizes the timeline in sentences: %s', (name, sentences) => {
    expect(figureOf(recordings[name] ?? []).description).toBe(sentences.join(' '))
  })
})

it('explains only shapes in the legend that the timeline contains', () => {
  const texts = (name: string) => labelsIn(figureOf(recordings[name] ?? []).shapes).map(l => l.text)
  expect(texts('a partition')).toContain("the watchdog's write")
  expect(texts('a moment')).toContain('True: problem')
  expect(texts('a moment')).not.toContain('False: no problem')
})
