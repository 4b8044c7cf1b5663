import { BinaryWriter } from '@bufbuild/protobuf/wire'
import { expect, it } from 'vitest'
import { protobufToJson } from './protobuf.mts'

type Write = (writer: BinaryWriter) => void

const message = (write: Write): Uint8Array => {
  const writer = new BinaryWriter()
  write(writer)
  return writer.finish()
}
const field = (writer: BinaryWriter, number: number, bytes: Uint8Array) =>
  writer.tag(number, 2).bytes(bytes)
const text = (writer: BinaryWriter, number: number, value: string) =>
  writer.tag(number, 2).string(value)

/** Wraps an encoded object in a `runtime.Unknown` message. */
const wrap = (kind: string, raw: Uint8Array): Buffer =>
  Buffer.concat([
    Buffer.from('k8s\0'),
    message(writer => {
      const type = message(inner => text(text(inner, 1, 'v1'), 2, kind))
      field(writer, 1, type)
      field(writer, 2, raw)
      text(writer, 4, '')
    }),
  ])

it('reads strings, maps and booleans and skips unknown fields', () => {
  const raw = message(writer => {
    const metadata = message(inner => {
      text(inner, 1, 'notes')
      text(inner, 2, '')
      inner.tag(7, 0).int64(1)
      field(
        inner,
        11,
        message(entry => text(text(entry, 1, 'app'), 2, 'npd')),
      )
    })
    field(writer, 1, metadata)
    for (const [key, value] of [
      ['a', 'one'],
      ['b', ''],
    ] as const)
      field(
        writer,
        2,
        message(entry => text(text(entry, 1, key), 2, value)),
      )
    writer.tag(4, 0).bool(true)
  })
  expect(JSON.parse(protobufToJson(wrap('ConfigMap', raw)))).toEqual({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'notes', labels: { app: 'npd' } },
    data: { a: 'one', b: '' },
    immutable: true,
  })
})

it('reads the times of an event, including an empty zero time', () => {
  const encodeTime = (seconds: number, nanos: number) =>
    message(writer => writer.tag(1, 0).int64(seconds).tag(2, 0).int32(nanos))
  const raw = message(writer => {
    field(
      writer,
      2,
      message(inner => text(text(inner, 1, 'Node'), 3, 'worker')),
    )
    field(writer, 6, encodeTime(1_764_035_000, 0))
    field(writer, 7, new Uint8Array())
    writer.tag(8, 0).int32(2)
    field(writer, 10, encodeTime(1_764_035_000, 12_345_678))
  })
  expect(JSON.parse(protobufToJson(wrap('Event', raw)))).toEqual({
    apiVersion: 'v1',
    kind: 'Event',
    involvedObject: { kind: 'Node', name: 'worker' },
    firstTimestamp: '2025-11-25T01:43:20Z',
    lastTimestamp: null,
    count: 2,
    eventTime: '2025-11-25T01:43:20.012345Z',
  })
})

it('rejects other data and unknown kinds', () => {
  expect(() => protobufToJson(Buffer.from('{}'))).toThrow('does not appear to be a protobuf')
  expect(() => protobufToJson(wrap('Moon', new Uint8Array()))).toThrow(/types for Moon include/)
})
