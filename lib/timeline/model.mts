import type { NodeCondition } from '../kube/types.mts'
import { NodeHistory } from './node-history.mts'
import type { TimelineRecord } from './records.mts'
import type { Span } from './span-track.mts'

/** A marker at a point in time, in milliseconds since 1970. */
export interface Marker {
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

/** A period during which an experiment disconnects an NPD pod. */
export interface PartitionSpan extends Span {
  experiment: string
  action: string
  raw: TimelineRecord
}

export interface NodeLanes {
  node: string
  /** The successive statuses of the node's Ready condition, oldest first. */
  readyStatuses: string[]
  fromNpd: ConditionSpan[]
  fromApi: ConditionSpan[]
  partitions: PartitionSpan[]
  /** The times at which the heartbeat changed, by the recorder's clock. */
  heartbeats: Marker[]
  /**
   * The periods during which NPD was silent: from the end of the allowed time without a heartbeat to the next
   * heartbeat.
   */
  silentSpans: Span[]
  /** NPD killed a plugin at its timeout. */
  killedPlugins: Marker[]
  /** NPD failed to write an event or a condition. */
  failedWrites: Marker[]
  events: Marker[]
  /** The watchdog marked the condition. */
  watchdogMarks: Marker[]
}

/** One condition type of all nodes during a recording. Times are milliseconds since 1970. */
export interface Timeline extends Span {
  cluster: string
  type: string
  /** How long a node may go without a heartbeat before it is silent, in milliseconds. */
  allowedSilenceMs: number
  /** Ordered by name. */
  nodes: NodeLanes[]
  notes: { at: number; text: string }[]
}

export interface ModelOptions {
  type: string
  /** The result of `computeAllowedSilence`, in milliseconds. */
  allowedSilenceMs: number
}

/** Applies records in chronological order, and returns the timeline up to a given time. */
export class TimelineModel {
  readonly #options: ModelOptions
  readonly #histories = new Map<string, NodeHistory>()
  /** The node that each NPD pod runs on. */
  readonly #nodeOfPod = new Map<string, string>()
  /** The last record of each experiment, to be applied to pods that are recorded later. */
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

  /** Sets the node of a pod in advance, so that experiments recorded before the pod are also drawn. */
  setPodNode(pod: string, node: string): void {
    this.#nodeOfPod.set(pod, node)
  }

  /** Returns the timeline up to `to`, which must not be earlier than the last record. */
  timeline(to: number): Timeline {
    return {
      from: this.#from,
      to,
      type: this.#options.type,
      allowedSilenceMs: this.#options.allowedSilenceMs,
      cluster: this.#cluster,
      nodes: [...this.#histories.values()]
        .map(history => history.buildLanes(to))
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
    const { type, allowedSilenceMs } = this.#options
    const history =
      this.#histories.get(node) ??
      new NodeHistory(node, { from: this.#from, type, allowedSilenceMs })
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

/** Converts records in chronological order into a timeline to draw. */
export const toTimeline = (records: readonly TimelineRecord[], options: ModelOptions): Timeline => {
  const model = new TimelineModel(options)
  for (const record of records) if (record.kind === 'pod') model.setPodNode(record.pod, record.node)
  for (const record of records) model.apply(record)
  return model.timeline(timeOf(records.at(-1)))
}

const timeOf = (record: TimelineRecord | undefined): number => Date.parse(record?.at ?? '') || 0
