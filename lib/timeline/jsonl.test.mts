import { describe, expect, it } from 'vitest'
import { parseRecording, renderRecording } from './jsonl.mts'
import type { TimelineRecord } from './records.mts'

const start = '{"at":"2026-11-25T10:00:00Z","kind":"start","format":1,"cluster":"c","periodMs":1}'
const line = (fields: object) => JSON.stringify({ at: '2026-11-25T10:00:01Z', ...fields })

describe('a line that is not a record', () => {
  it.each([
    ['{"at":"2026', 'it is not a JSON object'],
    ['[]', 'it is not a JSON object'],
    ['null', 'it is not a JSON object'],
    ['{"kind":"end"}', '`at` is undefined, which is not a time'],
    ['{"at":"noon","kind":"end"}', '`at` is "noon", which is not a time'],
    [line({ kind: 'toString' }), '`kind` is "toString", which is unknown'],
    [line({ kind: 7 }), '`kind` is 7, which is unknown'],
    [line({ kind: 'log', node: 'a', pod: 'b' }), '`text` is undefined, which is not a string'],
    [
      line({ kind: 'node', node: 'a', conditions: [{ type: 'A' }] }),
      '`conditions` is [{"type":"A"}], which is not a list of objects with type and status',
    ],
  ])('is reported with its file and line number: %s', (broken, reason) => {
    expect(() => parseRecording(`${start}\n\n${broken}\n`, 'r.jsonl')).toThrow(
      `Failed to read r.jsonl:3: ${reason}`,
    )
  })
})

it.each([
  ['an empty file', ''],
  ['a recording without a beginning', line({ kind: 'end' })],
  ['another format', start.replace('"format":1', '"format":2')],
])('rejects %s', (_, text) => {
  expect(() => parseRecording(text, 'r.jsonl')).toThrow('r.jsonl: its first record does not have')
})

it('reads written records with any text, in order of time', () => {
  const records: TimelineRecord[] = [
    { at: '2026-11-25T10:00:00.000Z', kind: 'start', format: 1, cluster: 'c', periodMs: 1 },
    { at: '2026-11-25T10:00:02.000Z', kind: 'note', text: 'late' },
    { at: '2026-11-25T10:00:01.000Z', kind: 'log', node: 'a', pod: 'b', text: '\u2028 \ud800 \0' },
  ]
  const [first, late, early] = records
  expect(parseRecording(renderRecording(records), 'r.jsonl')).toEqual([first, early, late])
})

it('reads a recording whose last line is incomplete', () => {
  const whole = `${start}\n${line({ kind: 'end' })}\n`
  expect(parseRecording(`\uFEFF${whole}{"at":"2026-11-25T10:0`, 'r.jsonl')).toEqual(
    parseRecording(whole, 'r.jsonl'),
  )
  expect(() => parseRecording('{"at":"2026', 'r.jsonl')).toThrow(
    'r.jsonl:1: it is not a JSON object',
  )
})
