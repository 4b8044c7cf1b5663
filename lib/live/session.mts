import { computeAllowedSilence } from '../conditions/silence/allowance.mts'
import type { KubeApi } from '../kube/api.mts'
import { layOut } from '../timeline/figure.mts'
import { TimelineModel } from '../timeline/model.mts'
import { type RecordStream, startRecordStream } from '../timeline/recording.mts'
import type { TimelineRecord } from '../timeline/records.mts'
import type { Span } from '../timeline/span-track.mts'
import { renderBareSvg } from '../timeline/svg.mts'
import { cropTimeline, sortSilentFirst } from '../timeline/window.mts'
import type { ClusterState, State } from './client/types.d.ts'
import { Feed } from './feed.mts'
import { Narrator } from './narrator.mts'
import { buildClusterState, findSilentNodes } from './node-state.mts'

/** How far the timeline goes back. */
const historyMs = 60 * 60_000
/** Limits the history on a large cluster. */
const maxRecords = 20_000
const tickMs = 1_000
/** Records that arrive within this time are drawn together. */
const batchMs = 250
const maxRawLength = 1_000

/** Returns the part of the state that does not come from the recording. */
export type StateExtras = () => Omit<State, keyof ClusterState>

/** Records a cluster, keeps the model of the last hour, and sends all changes to the pages. */
export class LiveSession {
  readonly feed = new Feed()
  readonly #type: string
  readonly #extras: StateExtras
  readonly #narrator = new Narrator()
  /** The times of the records in the model. */
  readonly #times: number[] = []
  #model: TimelineModel
  #stream: RecordStream | undefined
  #ticker: NodeJS.Timeout | undefined
  #batchTimer: NodeJS.Timeout | undefined

  constructor(type: string, extras: StateExtras) {
    this.#type = type
    this.#extras = extras
    this.#model = new TimelineModel({ type, allowedSilenceMs: 0 })
  }

  /** Resolves once all existing objects are recorded. Stops when `signal` aborts. */
  async start(api: KubeApi, signal: AbortSignal): Promise<void> {
    this.#stream = await startRecordStream(api, { signal, onRecord: record => this.#apply(record) })
    this.#ticker = setInterval(() => this.tick(), tickMs).unref()
    this.tick()
  }

  async stop(): Promise<void> {
    clearInterval(this.#ticker)
    clearTimeout(this.#batchTimer)
    this.feed.close()
    await this.#stream?.stop()
  }

  /** Evaluates the nodes now, and sends the state. */
  tick(): void {
    clearTimeout(this.#batchTimer)
    this.#batchTimer = undefined
    const now = currentTime()
    this.#removeOldRecords(now - historyMs)
    const timeline = this.#model.timeline(now)
    for (const entry of this.#narrator.narrateSilence(now, findSilentNodes(timeline)))
      this.feed.add(entry)
    this.feed.setState({ ...buildClusterState(timeline), ...this.#extras() })
    this.feed.requestDraw(now, timeline.from)
  }

  /** Renders the last `spanMs` milliseconds before `to`. `to` defaults to the current time. */
  renderTimeline({ spanMs, to }: { spanMs: number; to?: number | undefined }): string {
    const now = currentTime()
    const end = Math.min(to ?? now, now)
    const window: Span = { from: end - spanMs, to: end }
    const timeline = cropTimeline(sortSilentFirst(this.#model.timeline(now)), window)
    return renderBareSvg(layOut(timeline, { live: true }), maxRawLength)
  }

  #apply(record: TimelineRecord): void {
    if (record.kind === 'start') {
      const allowedSilenceMs = computeAllowedSilence(record.periodMs)
      this.#model = new TimelineModel({ type: this.#type, allowedSilenceMs })
    }
    this.#model.apply(record)
    this.#times.push(Date.parse(record.at))
    const entries = this.#narrator.apply(record)
    // Pods that exist at the start get no entry.
    if (record.kind === 'pod' && !this.#ticker) return
    for (const entry of entries) this.feed.add(entry)
    if (this.#ticker) this.#batchTimer ??= setTimeout(() => this.tick(), batchMs).unref()
  }

  #removeOldRecords(cutoff: number): void {
    const surplus = this.#times.length - maxRecords
    const horizon = Math.max(cutoff, surplus > 0 ? (this.#times[surplus] ?? 0) : 0)
    const firstKept = this.#times.findIndex(time => time >= horizon)
    if (firstKept > 0) this.#times.splice(0, firstKept)
    this.#model.forget(horizon)
  }
}

/** The current time on the same clock as the records. This clock never goes backward. */
const currentTime = (): number => performance.timeOrigin + performance.now()
