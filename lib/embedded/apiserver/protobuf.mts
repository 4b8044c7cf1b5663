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

const stringField = (name: string): Field => ({ name, type: 'string' })
const messageField = (name: string, type: Message): Field => ({ name, type })

const objectMeta: Message = {
  1: stringField('name'),
  2: stringField('generateName'),
  3: stringField('namespace'),
  5: stringField('uid'),
  6: stringField('resourceVersion'),
  11: { name: 'labels', type: 'stringMap' },
  12: { name: 'annotations', type: 'stringMap' },
  14: { name: 'finalizers', type: 'strings' },
}

const accessReviewSpec: Message = {
  1: messageField('resourceAttributes', {
    1: stringField('namespace'),
    2: stringField('verb'),
    3: stringField('group'),
    4: stringField('version'),
    5: stringField('resource'),
    6: stringField('subresource'),
    7: stringField('name'),
  }),
  2: messageField('nonResourceAttributes', { 1: stringField('path'), 2: stringField('verb') }),
}

const metadata = messageField('metadata', objectMeta)

const objectReference: Message = {
  1: stringField('kind'),
  2: stringField('namespace'),
  3: stringField('name'),
  4: stringField('uid'),
  5: stringField('apiVersion'),
  6: stringField('resourceVersion'),
  7: stringField('fieldPath'),
}

const event: Message = {
  1: metadata,
  2: messageField('involvedObject', objectReference),
  3: stringField('reason'),
  4: stringField('message'),
  5: messageField('source', { 1: stringField('component'), 2: stringField('host') }),
  6: { name: 'firstTimestamp', type: 'time' },
  7: { name: 'lastTimestamp', type: 'time' },
  8: { name: 'count', type: 'int' },
  9: stringField('type'),
  10: { name: 'eventTime', type: 'microTime' },
  11: messageField('series', {
    1: { name: 'count', type: 'int' },
    2: { name: 'lastObservedTime', type: 'microTime' },
  }),
  12: stringField('action'),
  13: messageField('related', objectReference),
  14: stringField('reportingComponent'),
  15: stringField('reportingInstance'),
}

/**
 * The kinds that clients send as protobuf. kubectl uses protobuf in its `create KIND` and `auth`
 * commands. client-go's event recorders use it for events.
 */
const messagesByKind: Record<string, Message> = {
  Namespace: {
    1: metadata,
    2: messageField('spec', { 1: { name: 'finalizers', type: 'strings' } }),
  },
  ConfigMap: {
    1: metadata,
    2: { name: 'data', type: 'stringMap' },
    4: { name: 'immutable', type: 'bool' },
  },
  Event: event,
  ServiceAccount: { 1: metadata, 4: { name: 'automountServiceAccountToken', type: 'bool' } },
  SelfSubjectReview: { 1: metadata },
  SelfSubjectAccessReview: { 1: metadata, 2: messageField('spec', accessReviewSpec) },
}

/** The prefix of every encoded object. */
const magicPrefix = 'k8s\0'

const typeMeta: Message = { 1: stringField('apiVersion'), 2: stringField('kind') }

type Json = Record<string, unknown>

/**
 * Converts an object in Kubernetes' protobuf encoding (`runtime.Unknown`) to JSON. Throws 400 for other data, and
 * 415 for kinds that are not in `messagesByKind`.
 */
export const protobufToJson = (bytes: Buffer): string => {
  try {
    return convertToJson(bytes)
  } catch (error) {
    if (error instanceof ApiError) throw error
    throw badRequest(`the object provided is unrecognized: ${messageOf(error)}`)
  }
}

const convertToJson = (bytes: Buffer): string => {
  if (bytes.subarray(0, magicPrefix.length).toString('latin1') !== magicPrefix)
    throw badRequest('provided data does not appear to be a protobuf message')
  const envelope = new BinaryReader(bytes.subarray(magicPrefix.length))
  let type: Json = {}
  let rawObject: Uint8Array = new Uint8Array()
  while (envelope.pos < envelope.len) {
    const [number, wireType] = envelope.tag()
    if (number === 1) type = decode(typeMeta, new BinaryReader(envelope.bytes()))
    else if (number === 2) rawObject = envelope.bytes()
    else envelope.skip(wireType)
  }
  if (type.kind === undefined) throw badRequest('the object provided is unrecognized: empty body')
  const kind = String(type.kind)
  const fields = Object.hasOwn(messagesByKind, kind) ? messagesByKind[kind] : undefined
  if (!fields)
    throw unsupportedMediaType(
      `the body of the request was in an unknown format - accepted media types for ${kind} include: application/json, application/yaml`,
    )
  return JSON.stringify({ ...type, ...decode(fields, new BinaryReader(rawObject)) })
}

/** Decodes a message. Skips unknown fields. Also skips empty strings, because Go omits them in JSON. */
const decode = (fields: Message, reader: BinaryReader): Json => {
  const result: Json = {}
  while (reader.pos < reader.len) {
    const [number, wireType] = reader.tag()
    const field = fields[number]
    if (field) result[field.name] = readField(field, reader, result[field.name])
    else reader.skip(wireType)
  }
  return Object.fromEntries(Object.entries(result).filter(([, value]) => value !== ''))
}

const readField = ({ type }: Field, reader: BinaryReader, previousValue: unknown): unknown => {
  if (type === 'string') return reader.string()
  if (type === 'bool') return reader.bool()
  if (type === 'int') return reader.int32()
  if (type === 'long') return Number(reader.int64())
  if (type === 'time' || type === 'microTime') return readTime(type, reader.bytes())
  if (type === 'strings') return [...((previousValue as string[]) ?? []), reader.string()]
  if (type !== 'stringMap') return decode(type, new BinaryReader(reader.bytes()))
  const { key = '', value = '' } = decode(mapEntry, new BinaryReader(reader.bytes()))
  return { ...(previousValue as Json), [String(key)]: value }
}

/** Reads a time. Go's zero time is an empty message in protobuf and null in JSON. */
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

const mapEntry: Message = { 1: stringField('key'), 2: stringField('value') }
