import { HeartbeatTracker } from '../conditions/silence/heartbeats.mts'
import { isMarked } from '../conditions/silence/mark.mts'
import { evaluate } from '../conditions/silence/verdict.mts'
import type { NodeCondition } from '../kube/types.mts'
import { findEvidence } from '../logs/evidence.mts'
import type { ConditionSpan, Marker, NodeLanes, PartitionSpan } from './model.mts'
import { parseConditions } from './parse-conditions.mts'
import type {
  ChaosEntry,
  EventRecord,
  LogRecord,
  NodeRecord,
  PodRecord,
  TimelineRecord,
} from './records.mts'
import { type Span, SpanTrack } from './span-track.mts'

/** How many statuses of the Ready condition to keep. */
const maxReadyStatuses = 20

type MarkerKind = 'heartbeats' | 'killedPlugins' | 'failedWrites' | 'events' | 'watchdogMarks'
type Timestamped<S> = S & { at: string }

/** Converts the records of one node, in order, into its lanes. */
export class NodeHistory {
  readonly #node: string
  readonly #from: number
  readonly #type: string
  readonly #allowedSilenceMs: number
  readonly #heartbeats = new HeartbeatTracker()
  readonly #fromNpd = createConditionTrack()
  readonly #fromApi = createConditionTrack()
  readonly #partitions = new Map<string, SpanTrack<Omit<PartitionSpan, keyof Span>>>()
  readonly #silentSpans: Span[] = []
  readonly #markers: Record<MarkerKind, Marker[]> = {
    heartbeats: [],
    killedPlugins: [],
    failedWrites: [],
    events: [],
    watchdogMarks: [],
  }
  readonly #ready: string[] = []
  #condition: NodeCondition | undefined
  #pod = ''

  constructor(node: string, options: { from: number; type: string; allowedSilenceMs: number }) {
    this.#node = node
    this.#from = options.from
    this.#type = options.type
    this.#allowedSilenceMs = options.allowedSilenceMs
  }

  apply(record: Timestamped<NodeRecord | EventRecord | LogRecord | PodRecord>): void {
    if (record.kind === 'node') this.#applyNode(record)
    else if (record.kind === 'log') this.#applyLog(record)
    else if (record.kind === 'pod') this.#applyPod(record)
    else this.#addMarker('events', `${record.type} event ${record.reason}`, record)
  }

  /** Records the effect of an experiment on the pods of the node. */
  applyChaos(record: Timestamped<ChaosEntry>, pods: string[]): void {
    for (const pod of pods) {
      const entry = record.records.find(({ id }) => id === pod)
      const isDisconnected = !record.deleted && entry?.phase.startsWith('Injected')
      const key = `${record.experiment} ${pod}`
      const track = this.#partitions.get(key) ?? new SpanTrack(() => key)
      this.#partitions.set(key, track)
      const { experiment, action } = record
      track.set(
        this.#timeOf(record),
        isDisconnected ? { experiment, action, raw: record } : undefined,
      )
    }
  }

  /** Returns the lanes up to `at`, which must not be earlier than the last record. */
  buildLanes(at: number): NodeLanes {
    this.#extendSilence(at)
    return {
      node: this.#node,
      readyStatuses: this.#ready,
      fromNpd: this.#fromNpd.spansUntil(at),
      fromApi: this.#fromApi.spansUntil(at),
      partitions: [...this.#partitions.values()].flatMap(track => track.spansUntil(at)),
      silentSpans: [...this.#silentSpans],
      ...this.#markers,
    }
  }

  /** Drops everything that ended before this time. Returns true if everything was dropped. */
  forget(before: number): boolean {
    for (const track of [this.#fromNpd, this.#fromApi]) track.forget(before)
    for (const [key, track] of this.#partitions) {
      track.forget(before)
      if (track.isEmpty) this.#partitions.delete(key)
    }
    dropUntil(this.#silentSpans, ({ to }) => to >= before)
    for (const markers of Object.values(this.#markers)) dropUntil(markers, ({ at }) => at >= before)
    this.#ready.splice(0, this.#ready.length - maxReadyStatuses)
    return (
      [this.#fromNpd, this.#fromApi, ...this.#partitions.values()].every(track => track.isEmpty) &&
      Object.values(this.#markers).every(markers => markers.length === 0)
    )
  }

  /** A state that existed before the recording is drawn from the start of the recording. */
  #timeOf({ at, before }: { at: string; before?: true }): number {
    return before ? this.#from : Date.parse(at)
  }

  #applyNode(record: Timestamped<NodeRecord>): void {
    const at = this.#timeOf(record)
    const found = record.conditions.find(({ type }) => type === this.#type)
    const condition = record.deleted ? undefined : found
    const ready = record.conditions.find(({ type }) => type === 'Ready')?.status
    if (ready && ready !== this.#ready.at(-1)) this.#ready.push(ready)
    this.#fromApi.set(at, condition && { condition, raw: record })
    this.#extendSilence(at)
    if (condition) {
      const silentFor = this.#heartbeats.silentForMs(this.#node, this.#type, at)
      this.#heartbeats.observe(this.#node, condition, at)
      const isRenewed = this.#heartbeats.silentForMs(this.#node, this.#type, at) < silentFor
      if (isRenewed) this.#addMarker('heartbeats', 'heartbeat', record)
      if (isMarked(condition) && this.#condition && !isMarked(this.#condition))
        this.#addMarker('watchdogMarks', 'the watchdog marked the condition', record)
    } else this.#heartbeats.forget(this.#node)
    this.#condition = condition
  }

  /** If NPD is silent at this time, extends the silent span to this time. */
  #extendSilence(at: number): void {
    const silentFor = this.#heartbeats.silentForMs(this.#node, this.#type, at)
    if (evaluate(this.#condition, silentFor, this.#allowedSilenceMs).verdict !== 'silent') return
    const from = at - silentFor + this.#allowedSilenceMs
    if (this.#silentSpans.at(-1)?.from === from) this.#silentSpans.pop()
    this.#silentSpans.push({ from, to: at })
  }

  #applyLog(record: Timestamped<LogRecord>): void {
    const at = this.#timeOf(record)
    const condition = parseConditions(record.text).find(({ type }) => type === this.#type)
    if (condition) this.#fromNpd.set(at, { condition, raw: record })
    if (record.before) return
    const evidence = findEvidence(record.text)
    if (evidence?.kind === 'timeout') this.#addMarker('killedPlugins', evidence.title, record)
    if (evidence?.kind === 'event' || evidence?.kind === 'patch')
      this.#addMarker('failedWrites', evidence.title, record)
  }

  /**
   * When a pod is deleted, ends the spans of its condition and its partitions, because the replacement pod is not
   * disconnected.
   */
  #applyPod(record: Timestamped<PodRecord>): void {
    const at = Date.parse(record.at)
    if (!record.deleted) {
      this.#pod = record.pod
      return
    }
    if (record.pod === this.#pod) this.#fromNpd.set(at, undefined)
    for (const [key, track] of this.#partitions)
      if (key.endsWith(` ${record.pod}`)) track.set(at, undefined)
  }

  #addMarker(kind: MarkerKind, label: string, raw: TimelineRecord): void {
    this.#markers[kind].push({ at: Date.parse(raw.at), label, raw })
  }
}

/** Removes the items before the first one to keep. */
const dropUntil = <T,>(items: T[], isKept: (item: T) => boolean): void => {
  const kept = items.findIndex(isKept)
  items.splice(0, kept < 0 ? items.length : kept)
}

/** A new status or reason starts a new span; a new message does not. */
const createConditionTrack = () =>
  new SpanTrack<Omit<ConditionSpan, keyof Span>>(
    ({ condition: { status, reason } }) => `${status} ${reason}`,
  )
