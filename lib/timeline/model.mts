import type { NodeCondition } from '../kube/types.mts'
import { NodeHistory } from './node-history.mts'
import type { TimelineRecord } from './records.mts'
import type { Span } from './span-track.mts'

/** A mark at a point in time, in milliseconds since 1970. */
export interface Mark {
  at: number
  /** A short description. */
  label: string
  raw: TimelineRecord
}

/** A condition as NPD determined it, or as the API server reported it. */
export interface ConditionSpan extends Span {
  condition: NodeCondition
  raw: TimelineRecord
}

/** An experiment on a pod of NPD. */
export interface PartitionSpan extends Span {
  experiment: string
  action: string
  raw: TimelineRecord
}

export interface NodeLanes {
  node: string
  /** The statuses of Ready, in order. */
  ready: string[]
  fromNpd: ConditionSpan[]
  fromApi: ConditionSpan[]
  partitions: PartitionSpan[]
  /** The times at which the heartbeat changed, by the recorder's clock. */
  heartbeats: Mark[]
  /** The periods during which NPD was silent, from the detection to the next heartbeat. */
  silentSpans: Span[]
  /** NPD killed a plugin at its timeout. */
  killed: Mark[]
  /** NPD failed to write an event or a condition. */
  failed: Mark[]
  events: Mark[]
  /** The watchdog set the condition to Unknown. */
  watchdog: Mark[]
}

/** One condition type of all nodes during a recording. Times are milliseconds since 1970. */
export interface Timeline extends Span {
  cluster: string
  type: string
  /** How long a node may go without a heartbeat before it is silent, in milliseconds. */
  allowedMs: number
  /** Ordered by name. */
  nodes: NodeLanes[]
  notes: { at: number; text: string }[]
}

export interface ModelOptions {
  type: string
  /** The result of `allowedSilence`, in milliseconds. */
  allowedMs: number
}

/** Applies records in chronological order, and returns the timeline up to a given time. */
export class TimelineModel {
  readonly #options: ModelOptions
  readonly #histories = new Map<string, NodeHistory>()
  /** The node of each pod of NPD. */
  readonly #nodeOfPod = new Map<string, string>()
  /** The last record of each experiment, for pods that are recorded after it. */
  readonly #experiments = new Map<string, TimelineRecord & { kind: 'chaos' }>()
  readonly #notes: Timeline['notes'] = []
  #cluster = ''
  #from = 0

  constructor(options: ModelOptions) {
    this.#options = options
  }

  apply(record: TimelineRecord): void {
    this.#from ||= timeOf(record)
    if (record.kind === 'start') this.#cluster = record.cluster
    else if (record.kind === 'note') this.#notes.push({ at: timeOf(record), text: record.text })
    else if (record.kind === 'chaos') this.#applyChaos(record)
    else if ('node' in record) this.#applyNode(record)
  }

  /** Sets the node of a pod, so that earlier experiments on it are drawn. */
  setPodNode(pod: string, node: string): void {
    this.#nodeOfPod.set(pod, node)
  }

  /** The model up to `to`, which is not before the last record. */
  timeline(to: number): Timeline {
    return {
      from: this.#from,
      to,
      type: this.#options.type,
      allowedMs: this.#options.allowedMs,
      cluster: this.#cluster,
      nodes: [...this.#histories.values()]
        .map(history => history.lanes(to))
        .sort((a, b) => (a.node < b.node ? -1 : 1)),
      notes: [...this.#notes],
    }
  }

  /** Drops everything that ended before this time, to limit the memory that a long recording needs. */
  forget(before: number): void {
    for (const [node, history] of this.#histories)
      if (history.forget(before)) this.#histories.delete(node)
    while (this.#notes[0] && this.#notes[0].at < before) this.#notes.shift()
    this.#from = Math.max(this.#from, before)
  }

  #historyOf(node: string): NodeHistory {
    const { type, allowedMs } = this.#options
    const history =
      this.#histories.get(node) ?? new NodeHistory(node, { from: this.#from, type, allowedMs })
    this.#histories.set(node, history)
    return history
  }

  #applyChaos(record: TimelineRecord & { kind: 'chaos' }): void {
    if (record.deleted) this.#experiments.delete(record.experiment)
    else this.#experiments.set(record.experiment, record)
    const podsByNode = new Map<string, string[]>()
    for (const [pod, node] of this.#nodeOfPod)
      podsByNode.set(node, [...(podsByNode.get(node) ?? []), pod])
    for (const [node, pods] of podsByNode) this.#historyOf(node).applyChaos(record, pods)
  }

  #applyNode(record: TimelineRecord & { kind: 'node' | 'event' | 'log' | 'pod' }): void {
    const history = this.#historyOf(record.node)
    history.apply(record)
    if (record.kind !== 'pod') return
    if (record.deleted) {
      this.#nodeOfPod.delete(record.pod)
      return
    }
    if (this.#nodeOfPod.has(record.pod)) return
    this.#nodeOfPod.set(record.pod, record.node)
    for (const experiment of this.#experiments.values())
      history.applyChaos(experiment, [record.pod])
  }
}

/** Converts records, ordered by time, into the model to draw. */
export const toTimeline = (records: readonly TimelineRecord[], options: ModelOptions): Timeline => {
  const model = new TimelineModel(options)
  for (const record of records) if (record.kind === 'pod') model.setPodNode(record.pod, record.node)
  for (const record of records) model.apply(record)
  return model.timeline(timeOf(records.at(-1)))
}

const timeOf = (record: TimelineRecord | undefined): number => Date.parse(record?.at ?? '') || 0
