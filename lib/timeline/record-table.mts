import { findEvidence } from '../logs/evidence.mts'
import type { TimelineRecord } from './records.mts'

export interface Row {
  at: string
  node: string
  summary: string
  raw: string
}

/** Converts records to table rows, except node records in which only heartbeats changed. */
export const toTableRows = (records: readonly TimelineRecord[]): Row[] => {
  const last = new Map<string, string>()
  return records.flatMap(record => {
    const text = record.kind === 'node' && serializeWithoutHeartbeats(record)
    if (text && last.get(record.node) === text) return []
    if (text) last.set(record.node, text)
    const raw = record.kind === 'log' ? record.text : JSON.stringify(record)
    const node = 'node' in record ? record.node : ''
    return [{ at: record.at, node, summary: describe(record), raw }]
  })
}

const serializeWithoutHeartbeats = ({
  conditions,
  deleted,
}: TimelineRecord & { kind: 'node' }): string =>
  JSON.stringify([deleted, conditions.map(({ lastHeartbeatTime, ...rest }) => rest)])

const describe = (record: TimelineRecord): string => {
  const isDeleted = 'deleted' in record && record.deleted
  switch (record.kind) {
    case 'start':
      return 'recording starts'
    case 'end':
      return 'recording ends'
    case 'note':
      return record.text
    case 'node':
      if (isDeleted) return 'node deleted'
      return record.conditions.map(({ type, status }) => `${type} ${status}`).join(', ')
    case 'event':
      return `${record.type} event ${record.reason}: ${record.message}`
    case 'chaos':
      if (isDeleted) return `${record.experiment} deleted`
      return `${record.experiment}: ${record.records.map(({ phase }) => phase).join(', ') || 'new'}`
    case 'pod':
      return isDeleted ? `${record.pod} deleted` : record.pod
    case 'log':
      return findEvidence(record.text)?.title ?? 'conditions initialized'
  }
}
