import { BinaryReader } from '@bufbuild/protobuf/wire'
import { messageOf } from '../../cli/errors.mts'
import { ApiError, badRequest, unsupportedMediaType } from './errors.mts'

/** A field of a message: its JSON name and its type. */
type Field =
  | {
      name: string
      type: 'string' | 'bool' | 'int' | 'long' | 'time' | 'microTime' | 'strings' | 'stringMap'
    }
  | { name: string; type: Message }

/** Fields by number, as in the API's `generated.proto`. */
type Message = { [number: number]: Field }

const text = (name: string): Field => ({ name, type: 'string' })
const message = (name: string, type: Message): Field => ({ name, type })

const objectMeta: Message = {
  1: text('name'),
  2: text('generateName'),
  3: text('namespace'),
  5: text('uid'),
  6: text('resourceVersion'),
  11: { name: 'labels', type: 'stringMap' },
  12: { name: 'annotations', type: 'stringMap' },
  14: { name: 'finalizers', type: 'strings' },
}

const accessReviewSpec: Message = {
  1: message('resourceAttributes', {
    1: text('namespace'),
    2: text('verb'),
    3: text('group'),
    4: text('version'),
    5: text('resource'),
    6: text('subresource'),
    7: text('name'),
  }),
  2: message('nonResourceAttributes', { 1: text('path'), 2: text('verb') }),
}

const metadata = message('metadata', objectMeta)

const objectReference: Message = {
  1: text('kind'),
  2: text('namespace'),
  3: text('name'),
  4: text('uid'),
  5: text('apiVersion'),
  6: text('resourceVersion'),
  7: text('fieldPath'),
}

const event: Message = {
  1: metadata,
  2: message('involvedObject', objectReference),
  3: text('reason'),
  4: text('message'),
  5: message('source', { 1: text('component'), 2: text('host') }),
  6: { name: 'firstTimestamp', type: 'time' },
  7: { name: 'lastTimestamp', type: 'time' },
  8: { name: 'count', type: 'int' },
  9: text('type'),
  10: { name: 'eventTime', type: 'microTime' },
  11: message('series', {
    1: { name: 'count', type: 'int' },
    2: { name: 'lastObservedTime', type: 'microTime' },
  }),
  12: text('action'),
  13: message('related', objectReference),
  14: text('reportingComponent'),
  15: text('reportingInstance'),
}

/**
 * The kinds that clients send as protobuf. kubectl uses protobuf in its `create KIND` and `auth`
 * commands. client-go's event recorders use it for events.
 */
const messages: Record<string, Message> = {
  Namespace: { 1: metadata, 2: message('spec', { 1: { name: 'finalizers', type: 'strings' } }) },
  ConfigMap: {
    1: metadata,
    2: { name: 'data', type: 'stringMap' },
    4: { name: 'immutable', type: 'bool' },
  },
  Event: event,
  ServiceAccount: { 1: metadata, 4: { name: 'automountServiceAccountToken', type: 'bool' } },
  SelfSubjectReview: { 1: metadata },
  SelfSubjectAccessReview: { 1: metadata, 2: message('spec', accessReviewSpec) },
}

/** The prefix of every encoded object. */
const magic = 'k8s\0'

const typeMeta: Message = { 1: text('apiVersion'), 2: text('kind') }

type Json = Record<string, unknown>

/**
 * Converts an object in Kubernetes' protobuf encoding (`runtime.Unknown`) to JSON. Throws 400 for
 * other data, and 415 for kinds that are not in `messages`.
 */
export const protobufToJson = (bytes: Buffer): string => {
  try {
    return convert(bytes)
  } catch (error) {
    if (error instanceof ApiError) throw error
    throw badRequest(`the object provided is unrecognized: ${messageOf(error)}`)
  }
}

const convert = (bytes: Buffer): string => {
  if (bytes.subarray(0, magic.length).toString('latin1') !== magic)
    throw badRequest('provided data does not appear to be a protobuf message')
  const envelope = new BinaryReader(bytes.subarray(magic.length))
  let type: Json = {}
  let raw: Uint8Array = new Uint8Array()
  while (envelope.pos < envelope.len) {
    const [number, wireType] = envelope.tag()
    if (number === 1) type = decode(typeMeta, new BinaryReader(envelope.bytes()))
    else if (number === 2) raw = envelope.bytes()
    else envelope.skip(wireType)
  }
  if (type.kind === undefined) throw badRequest('the object provided is unrecognized: empty body')
  const kind = String(type.kind)
  const fields = Object.hasOwn(messages, kind) ? messages[kind] : undefined
  if (!fields)
    throw unsupportedMediaType(
      `the body of the request was in an unknown format - accepted media types for ${kind} include: application/json, application/yaml`,
    )
  return JSON.stringify({ ...type, ...decode(fields, new BinaryReader(raw)) })
}

/** Decodes a message. Skips unknown fields and empty strings, which JSON omits. */
const decode = (fields: Message, reader: BinaryReader): Json => {
  const result: Json = {}
  while (reader.pos < reader.len) {
    const [number, wireType] = reader.tag()
    const field = fields[number]
    if (field) result[field.name] = read(field, reader, result[field.name])
    else reader.skip(wireType)
  }
  return Object.fromEntries(Object.entries(result).filter(([, value]) => value !== ''))
}

const read = ({ type }: Field, reader: BinaryReader, before: unknown): unknown => {
  if (type === 'string') return reader.string()
  if (type === 'bool') return reader.bool()
  if (type === 'int') return reader.int32()
  if (type === 'long') return Number(reader.int64())
  if (type === 'time' || type === 'microTime') return readTime(type, reader.bytes())
  if (type === 'strings') return [...((before as string[]) ?? []), reader.string()]
  if (type !== 'stringMap') return decode(type, new BinaryReader(reader.bytes()))
  const { key = '', value = '' } = decode(entry, new BinaryReader(reader.bytes()))
  return { ...(before as Json), [String(key)]: value }
}

/** Go's zero time is an empty message in protobuf and null in JSON. */
const readTime = (type: 'time' | 'microTime', bytes: Uint8Array): string | null => {
  if (bytes.length === 0) return null
  const { seconds = 0, nanos = 0 } = decode(timestamp, new BinaryReader(bytes)) as Timestamp
  const time = new Date(seconds * 1000).toISOString().slice(0, 19)
  if (type === 'time') return `${time}Z`
  return `${time}.${String(Math.trunc(nanos / 1000)).padStart(6, '0')}Z`
}

type Timestamp = { seconds?: number; nanos?: number }

const timestamp: Message = {
  1: { name: 'seconds', type: 'long' },
  2: { name: 'nanos', type: 'int' },
}

const entry: Message = { 1: text('key'), 2: text('value') }
