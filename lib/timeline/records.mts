import type { ChaosDesiredPhase, ChaosRecord } from '../chaos-mesh/types.mts'
import type { NodeCondition } from '../kube/types.mts'

/** How a recording begins; `format` changes when old recordings can no longer be drawn. */
interface StartRecord {
  kind: 'start'
  format: 1
  /** The context, as the user names the cluster. */
  cluster: string
  /** NPD's heartbeat period in milliseconds. */
  periodMs: number
}

/** A node as the API server has it, whenever a condition that is not the kubelet's, or Ready, is not as before. */
export interface NodeRecord {
  kind: 'node'
  node: string
  conditions: NodeCondition[]
  /** It was so before the recording began. */
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
  /** Who wrote it, as `watchdog`. */
  source: string
  /** As it says itself; RFC 3339. */
  lastTimestamp?: string
  count?: number
}

/** A NetworkChaos, whenever what it does to its pods is not as before. */
export interface ChaosEntry {
  kind: 'chaos'
  /** `NAMESPACE/NAME`. */
  experiment: string
  action: string
  desiredPhase?: ChaosDesiredPhase
  records: Pick<ChaosRecord, 'id' | 'phase'>[]
  /** It was so before the recording began. */
  before?: true
  deleted?: true
}

/** A pod of NPD comes or goes. */
export interface PodRecord {
  kind: 'pod'
  /** `NAMESPACE/NAME`. */
  pod: string
  node: string
  deleted?: true
}

/** A line of NPD's log that tells of the story. */
export interface LogRecord {
  kind: 'log'
  node: string
  pod: string
  text: string
  /** It was there before the recording began. */
  before?: true
}

/** What whoever looks at the picture should know, as that a watch had to begin anew. */
interface NoteRecord {
  kind: 'note'
  text: string
}

interface EndRecord {
  kind: 'end'
}

export type Seen =
  | StartRecord
  | NodeRecord
  | EventRecord
  | ChaosEntry
  | PodRecord
  | LogRecord
  | NoteRecord
  | EndRecord

/** What was seen, and when: RFC 3339 with milliseconds, by the recorder's clock, which only goes forward. */
export type TimelineRecord = { at: string } & Seen
