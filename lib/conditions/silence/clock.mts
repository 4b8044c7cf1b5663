import type { KubeNode, ManagedFieldsEntry, NodeCondition } from '../../kube/types.mts'
import { isZeroTime, lastTimeOf } from './mark.mts'

/** When the writer of a condition was last heard, by one look; in milliseconds. */
export interface Heard {
  unheardMs: number
  /** How far its heartbeat lies in the future by the API server's clock; zero if it does not. */
  aheadMs: number
}

/** The API server's `Date` and a heartbeat have whole seconds: so much apart they may be by that alone. */
const roundingMs = 1_000

/**
 * How long the writer of a condition was not heard, for whoever looks only once, by the API server's
 * clock, which `serverNow` is: its `Date` header. Its own clock also dates a write in
 * `metadata.managedFields`, so where the writer of the heartbeat is found there, neither the clock
 * here nor that of the node matters. Else it is the heartbeat itself; one in the future counts as just
 * heard. A condition without a heartbeat never had one: it counts from its transition, or from the
 * node's creation.
 */
export const lastHeard = (node: KubeNode, condition: NodeCondition, serverNow: Date): Heard => {
  const nowMs = serverNow.getTime()
  const lastTime = Date.parse(lastTimeOf(node, condition))
  const aheadMs = lastTime - nowMs
  return {
    unheardMs: Math.max(0, nowMs - (writtenAt(node, condition) ?? lastTime)),
    aheadMs: aheadMs > roundingMs ? aheadMs : 0,
  }
}

/**
 * When the API server took the heartbeat; undefined if it does not say. Several may own it, since server-side
 * apply shares what has the same value already: the first of them has written it.
 */
const writtenAt = ({ metadata }: KubeNode, { type, lastHeartbeatTime }: NodeCondition) => {
  if (!lastHeartbeatTime || isZeroTime(lastHeartbeatTime)) return undefined
  const owners = metadata.managedFields?.filter(entry => ownsHeartbeat(entry, type)) ?? []
  const times = owners.flatMap(({ time }) => (time ? Date.parse(time) : []))
  return times.length > 0 ? Math.min(...times) : undefined
}

/** As much of a `fieldsV1` as is looked at. */
interface StatusFields {
  'f:status'?: { 'f:conditions'?: Record<string, { 'f:lastHeartbeatTime'?: object }> }
}

const ownsHeartbeat = ({ fieldsV1 }: ManagedFieldsEntry, type: string): boolean => {
  const conditions = (fieldsV1 as StatusFields | undefined)?.['f:status']?.['f:conditions']
  return conditions?.[`k:{"type":"${type}"}`]?.['f:lastHeartbeatTime'] !== undefined
}
