import type { KubeNode, ManagedFieldsEntry, NodeCondition } from '../../kube/types.mts'
import { isZeroTime, lastWriteTimeOf } from './mark.mts'

/** The age of a condition's last heartbeat, from a single read, in milliseconds. */
export interface MeasuredSilence {
  silentForMs: number
  /** How far the heartbeat is in the future by the API server's clock. Zero if it is not. */
  aheadMs: number
}

/** The API server's `Date` header and a heartbeat are rounded to whole seconds, so they can differ by this much. */
const roundingMs = 1_000

/**
 * Measures how long ago the writer of a condition sent its last heartbeat, based on a single read of the node.
 * `serverNow` is the API server's time, from its `Date` header. The API server also records the time of each write
 * in `metadata.managedFields`. If an entry there covers the heartbeat, neither the node's clock nor this machine's
 * clock matters. Otherwise, the time in the heartbeat is used, and a time in the future counts as now. Without a
 * heartbeat, the silence is measured from the transition, or else from the node's creation.
 */
export const measureSilence = (
  node: KubeNode,
  condition: NodeCondition,
  serverNow: Date,
): MeasuredSilence => {
  const nowMs = serverNow.getTime()
  const lastTime = Date.parse(lastWriteTimeOf(node, condition))
  const aheadMs = lastTime - nowMs
  return {
    silentForMs: Math.max(0, nowMs - (findReceivedMs(node, condition) ?? lastTime)),
    aheadMs: aheadMs > roundingMs ? aheadMs : 0,
  }
}

/**
 * When the API server received the heartbeat. Undefined if it did not record that. Several managers can own
 * the heartbeat, because server-side apply lets them share equal values. The manager with the earliest time is
 * the one that wrote the heartbeat.
 */
const findReceivedMs = (node: KubeNode, { type, lastHeartbeatTime }: NodeCondition) => {
  if (!lastHeartbeatTime || isZeroTime(lastHeartbeatTime)) return undefined
  const owners = node.metadata.managedFields?.filter(entry => ownsHeartbeat(entry, type)) ?? []
  const times = owners.flatMap(entry =>
    entry.time ? Date.parse(entry.time) - measureLag(node, entry, lastHeartbeatTime) : [],
  )
  return times.length > 0 ? Math.min(...times) : undefined
}

/**
 * Returns how much older this heartbeat is than the latest one from the same manager. The API server records
 * one time for all fields of a manager: the time of the latest heartbeat.
 */
const measureLag = ({ status }: KubeNode, entry: ManagedFieldsEntry, heartbeat: string): number => {
  const heartbeatTimes = (status?.conditions ?? [])
    .filter(({ type }) => ownsHeartbeat(entry, type))
    .map(({ lastHeartbeatTime }) => Date.parse(lastHeartbeatTime ?? ''))
    .filter(time => !Number.isNaN(time))
  const lag = Math.max(0, ...heartbeatTimes) - Date.parse(heartbeat)
  return lag > roundingMs ? lag : 0
}

/** The part of `fieldsV1` that is read. */
interface StatusFields {
  'f:status'?: { 'f:conditions'?: Record<string, { 'f:lastHeartbeatTime'?: object }> }
}

/** Whether a manager owns the heartbeat of a condition. */
export const ownsHeartbeat = ({ fieldsV1 }: ManagedFieldsEntry, type: string): boolean => {
  const conditions = (fieldsV1 as StatusFields | undefined)?.['f:status']?.['f:conditions']
  return conditions?.[`k:{"type":"${type}"}`]?.['f:lastHeartbeatTime'] !== undefined
}
