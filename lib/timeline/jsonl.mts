import { UserError } from '../cli/errors.mts'
import { isObject } from '../kube/is-object.mts'
import { parseJsonOrUndefined } from '../yaml/json.mts'
import type { RecordContent, TimelineRecord } from './records.mts'

/** One record per line. */
export const renderRecording = (records: readonly TimelineRecord[]): string =>
  records.map(renderRecord).join('')

export const renderRecord = (record: TimelineRecord): string => `${JSON.stringify(record)}\n`

type Fields = Record<string, 'string' | 'number' | string[]>

/** 30 days. A longer period is treated as an error. */
const maxPeriodMs = 30 * 86_400_000

/** The fields that drawing needs for each kind of record, with their types. */
const requiredFields: Record<RecordContent['kind'], Fields> = {
  start: { format: 'number', cluster: 'string', periodMs: 'number' },
  node: { node: 'string', conditions: ['type', 'status'] },
  event: { node: 'string', type: 'string', reason: 'string', message: 'string', source: 'string' },
  chaos: { experiment: 'string', action: 'string', records: ['id', 'phase'] },
  pod: { pod: 'string', node: 'string' },
  log: { node: 'string', pod: 'string', text: 'string' },
  note: { text: 'string' },
  end: {},
}

/**
 * Parses a file with JSON lines into records, ordered by time. Throws a UserError with the file and line
 * of an invalid record. Also throws if the file does not start like a recording of this format.
 */
export const parseRecording = (text: string, file: string): TimelineRecord[] => {
  const lines = removeIncompleteLine(text)
    .split('\n')
    .map((line, index) => ({ line, position: `${file}:${index + 1}` }))
  const records = lines
    .filter(({ line }) => line.trim() !== '')
    .map(({ line, position }) => parseRecord(line, position))
  const [first] = records
  if (first?.kind === 'start' && !(first.periodMs >= 0 && first.periodMs <= maxPeriodMs))
    throw new UserError(
      `Failed to read ${file}:1: \`periodMs\` is ${first.periodMs}, which is not a heartbeat period.`,
      'Fix that line: the period is in milliseconds, for example 30000.',
    )
  if (first?.kind !== 'start' || first.format !== 1)
    throw new UserError(
      `Failed to read ${file}: its first record does not have \`"kind":"start"\` and \`"format":1\`.`,
      'Pass a file recorded by `npx zx scripts/timeline.mts`.',
    )
  return records.sort((a, b) => Date.parse(a.at) - Date.parse(b.at))
}

/** Removes a byte order mark, and the incomplete last line left by a killed recorder. */
const removeIncompleteLine = (text: string): string => {
  const content = text.replace(/^\uFEFF/, '')
  const end = content.lastIndexOf('\n') + 1
  return end > 0 && parseJsonOrUndefined(content.slice(end)) === undefined
    ? content.slice(0, end)
    : content
}

const parseRecord = (line: string, position: string): TimelineRecord => {
  const fail = (reason: string): never => {
    throw new UserError(
      `Failed to read ${position}: ${reason}.`,
      'Fix or remove that line. Each line is one record.',
    )
  }
  const value = parseJsonOrUndefined(line)
  if (!isObject(value)) return fail('it is not a JSON object')
  if (typeof value.at !== 'string' || Number.isNaN(Date.parse(value.at)))
    return fail(`\`at\` is ${JSON.stringify(value.at)}, which is not a time`)
  const fields =
    typeof value.kind === 'string' && Object.entries(requiredFields).find(isKind(value.kind))
  if (!fields) return fail(`\`kind\` is ${JSON.stringify(value.kind)}, which is unknown`)
  for (const [name, type] of Object.entries(fields[1]))
    if (!hasType(value[name], type))
      fail(`\`${name}\` is ${JSON.stringify(value[name])}, which is not a ${describeType(type)}`)
  return value as unknown as TimelineRecord
}

const isKind =
  (kind: string) =>
  ([name]: [string, Fields]): boolean =>
    name === kind

const hasType = (value: unknown, type: Fields[string]): boolean => {
  if (typeof type === 'string') return typeof value === type
  if (!Array.isArray(value)) return false
  return value.every(item => isObject(item) && type.every(field => typeof item[field] === 'string'))
}

const describeType = (type: Fields[string]): string => {
  return typeof type === 'string' ? type : `list of objects with ${type.join(' and ')}`
}
