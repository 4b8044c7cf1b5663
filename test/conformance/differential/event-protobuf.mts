import { BinaryReader, WireType } from '@bufbuild/protobuf/wire'
import { decodeBytes, toValidText } from '../../../lib/npd/go/strings.mts'
import type { Json } from './api-server.mts'

type Fields = Record<number, [name: string, type: 'text' | 'number' | 'time' | Fields]>

const source: Fields = { 1: ['component', 'text'], 2: ['host', 'text'] }

const reference: Fields = {
  1: ['kind', 'text'],
  2: ['namespace', 'text'],
  3: ['name', 'text'],
  4: ['uid', 'text'],
  5: ['apiVersion', 'text'],
  6: ['resourceVersion', 'text'],
  7: ['fieldPath', 'text'],
}

/** The fields of `v1.Event`, by their numbers in the API's `generated.proto`. */
const event: Fields = {
  1: [
    'metadata',
    { 1: ['name', 'text'], 3: ['namespace', 'text'], 6: ['resourceVersion', 'text'] },
  ],
  2: ['involvedObject', reference],
  3: ['reason', 'text'],
  4: ['message', 'text'],
  5: ['source', source],
  6: ['firstTimestamp', 'time'],
  7: ['lastTimestamp', 'time'],
  8: ['count', 'number'],
  9: ['type', 'text'],
  10: ['eventTime', 'time'],
  12: ['action', 'text'],
  14: ['reportingComponent', 'text'],
  15: ['reportingInstance', 'text'],
}

const magic = 'k8s\0'

/** Decodes an event that NPD posts since v0.8.21 to the JSON that the API server returns for it. */
export const decodeEvent = (bytes: Buffer): Json => {
  if (bytes.subarray(0, magic.length).toString('latin1') !== magic)
    throw new Error('not a protobuf object')
  const envelope = new BinaryReader(bytes.subarray(magic.length))
  let raw: Uint8Array = new Uint8Array()
  while (envelope.pos < envelope.len) {
    const [number, wireType] = envelope.tag()
    if (number === 2) raw = envelope.bytes()
    else envelope.skip(wireType)
  }
  return { kind: 'Event', apiVersion: 'v1', ...decode(event, new BinaryReader(raw)) }
}

const decode = (fields: Fields, reader: BinaryReader): Json => {
  const result: Json = {}
  while (reader.pos < reader.len) {
    const [number, wireType] = reader.tag()
    const [name, type] = fields[number] ?? []
    if (!name || !type) reader.skip(wireType)
    else result[name] = wireType === WireType.Varint ? reader.int32() : read(type, reader.bytes())
  }
  return result
}

const read = (type: Fields[number][1], bytes: Uint8Array): unknown => {
  if (type === 'text') return toValidText(decodeBytes(bytes))
  if (type === 'time') return readTime(bytes)
  return decode(type as Fields, new BinaryReader(bytes))
}

/** An empty time is Go's zero time, which is null in JSON. */
const readTime = (bytes: Uint8Array): string | null => {
  const reader = new BinaryReader(bytes)
  if (reader.len === 0) return null
  reader.tag()
  return `${new Date(Number(reader.int64()) * 1_000).toISOString().slice(0, 19)}Z`
}
