import type { ChaosDesiredPhase, ChaosRecord } from '../chaos-mesh/types.mts'
import type { NodeCondition } from '../kube/types.mts'

/** The first record. Increase `format` with each change that makes old recordings impossible to draw. */
interface StartRecord {
  kind: 'start'
  format: 1
  /** The name of the cluster's context. */
  cluster: string
  /** NPD's heartbeat period in milliseconds. */
  periodMs: number
}

/** Recorded when a node's Ready condition, or any condition that the kubelet does not own, changes. */
export interface NodeRecord {
  kind: 'node'
  node: string
  conditions: NodeCondition[]
  /** The state existed before the recording started. */
  before?: true
  deleted?: true
}

/** An event about a node. */
export interface EventRecord {
  kind: 'event'
  node: string
  type: string
  reason: string
  message: string
  /** The component that wrote the event, for example `npd-watchdog`. */
  source: string
  /** The time in the event, in RFC 3339 format. */
  lastTimestamp?: string
  count?: number
}

/** Recorded when the effect of a NetworkChaos on pods changes. */
export interface ChaosEntry {
  kind: 'chaos'
  /** `NAMESPACE/NAME`. */
  experiment: string
  action: string
  desiredPhase?: ChaosDesiredPhase
  records: Pick<ChaosRecord, 'id' | 'phase'>[]
  /** The state existed before the recording started. */
  before?: true
  deleted?: true
}

/** Recorded when an NPD pod is first seen or is deleted. */
export interface PodRecord {
  kind: 'pod'
  /** `NAMESPACE/NAME`. */
  pod: string
  node: string
  deleted?: true
}

/** A line of NPD's log that shows an outage or a condition. */
export interface LogRecord {
  kind: 'log'
  node: string
  pod: string
  text: string
  /** The line was written before the recording started. */
  before?: true
}

/** A note for the reader of the timeline, for example that a watch was restarted. */
interface NoteRecord {
  kind: 'note'
  text: string
}

interface EndRecord {
  kind: 'end'
}

export type RecordContent =
  | StartRecord
  | NodeRecord
  | EventRecord
  | ChaosEntry
  | PodRecord
  | LogRecord
  | NoteRecord
  | EndRecord

/**
 * A record and its time, in RFC 3339 format with milliseconds. The time is from the recorder's clock, which never
 * goes backward.
 */
export type TimelineRecord = { at: string } & RecordContent
