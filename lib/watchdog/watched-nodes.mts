import { HeartbeatWatch } from '../conditions/silence/heartbeats.mts'
import { isKubeletType } from '../conditions/silence/kubelet-types.mts'
import { isMarked, lastTimeOf } from '../conditions/silence/mark.mts'
import type { Change } from '../kube/informer.mts'
import type { KubeNode, NodeCondition } from '../kube/types.mts'

/** A condition that is not the kubelet's, and its place in the node's list, which a JSON patch needs. */
export interface PlacedCondition {
  index: number
  condition: NodeCondition
}

/** What is kept of a node: its name, UID and creation, and the conditions that NPD might own. */
export interface WatchedNode {
  node: KubeNode
  conditions: PlacedCondition[]
}

/** NPD on a node that was marked has spoken again. */
export interface Recovery {
  node: KubeNode
  /** What it says now, of those that were marked. */
  conditions: NodeCondition[]
  /**
   * In milliseconds: as long as it was not heard here, or by the node's own clock from its last word to the new
   * one, whichever is longer. The first may have begun before us; the second ends too early, for what
   * arrives first after an outage is what could not be sent when that began.
   */
  silentMs: number
  /** When that was seen, on our clock. */
  seenMs: number
}

/** How long the writer of a condition was not heard, where that is known at first sight. */
export type KnownSilence = (node: KubeNode, condition: NodeCondition) => number

/** So long a recovery is news: longer than it takes until another leads in place of one that has died. */
const newsMs = 30_000

const heardNow: KnownSilence = () => 0

/**
 * The nodes as a watch tells of them, and when NPD on each was heard, on our own clock. Times are
 * milliseconds as of `performance.now()`. Little is kept, for there may be thousands.
 */
export class WatchedNodes {
  readonly #nodes = new Map<string, WatchedNode>()
  readonly #knownSilence: KnownSilence
  #heartbeats = new HeartbeatWatch()
  #recoveries: Recovery[] = []

  constructor(knownSilence: KnownSilence = heardNow) {
    this.#knownSilence = knownSilence
  }

  /** Takes in what the watch tells. */
  take(change: Change<KubeNode>, nowMs: number): void {
    if (change.type === 'deleted') this.#forget(change.object.metadata.name)
    else if (change.type !== 'synced') this.#see(change.object, nowMs)
    else {
      const names = new Set(change.objects.map(({ metadata }) => metadata.name))
      for (const name of this.#nodes.keys()) if (!names.has(name)) this.#forget(name)
      for (const node of change.objects) this.#see(node, nowMs)
    }
  }

  /** Whoever was not heard while we ourselves could not hear counts as heard now. */
  pardon(nowMs: number): void {
    this.#heartbeats = new HeartbeatWatch()
    for (const { node, conditions } of this.#nodes.values())
      for (const { condition } of conditions)
        this.#heartbeats.observe(node.metadata.name, condition, nowMs)
  }

  all(): Iterable<WatchedNode> {
    return this.#nodes.values()
  }

  silentForMs({ node }: WatchedNode, type: string, nowMs: number): number {
    return this.#heartbeats.silentForMs(node.metadata.name, type, nowMs)
  }

  /** When somebody will have been silent for too long, if nothing is heard; undefined if all are. */
  nextDeadline(allowedMs: number, nowMs: number): number | undefined {
    return this.#heartbeats.nextDeadline(allowedMs, nowMs)
  }

  /** Whether a recovery waits to be told. */
  get hasRecoveries(): boolean {
    return this.#recoveries.length > 0
  }

  /** Those since the last call, but for what is old news: an event of before may never have been told. */
  takeRecoveries(nowMs: number): Recovery[] {
    const recoveries = this.#recoveries
    this.#recoveries = []
    return recoveries.filter(({ seenMs }) => nowMs - seenMs < newsMs)
  }

  #see(object: KubeNode, nowMs: number): void {
    const { name, uid } = object.metadata
    const before = this.#nodes.get(name)
    if (before && before.node.metadata.uid !== uid) this.#forget(name)
    const now = watchedOf(object)
    const known = this.#nodes.get(name)
    this.#nodes.set(name, now)
    const types = known?.conditions.map(({ condition }) => condition.type) ?? []
    const silentForMs = Math.max(
      0,
      ...types.map(type => this.#heartbeats.silentForMs(name, type, nowMs)),
    )
    for (const { condition } of now.conditions)
      this.#heartbeats.observe(name, condition, nowMs, this.#knownSilence(object, condition))
    if (known) this.#recover(known, now, silentForMs, nowMs)
  }

  #recover(
    before: WatchedNode,
    { node, conditions }: WatchedNode,
    silentForMs: number,
    nowMs: number,
  ): void {
    const spoken = before.conditions.flatMap(({ condition: mark }) => {
      const found = conditions.find(({ condition }) => condition.type === mark.type)
      // What is delivered late, of before the mark, has no new word.
      return isMarked(mark) &&
        found &&
        !isMarked(found.condition) &&
        lastTimeOf(node, found.condition) !== lastTimeOf(node, mark)
        ? { condition: found.condition, mark }
        : []
    })
    const [first] = spoken
    if (!first) return
    const silentMs =
      Date.parse(lastTimeOf(node, first.condition)) - Date.parse(lastTimeOf(node, first.mark))
    const recovery = {
      node,
      conditions: spoken.map(({ condition }) => condition),
      silentMs: Math.max(silentForMs, silentMs),
      seenMs: nowMs,
    }
    // Nobody takes them where another leads.
    const recent = this.#recoveries.filter(({ seenMs }) => nowMs - seenMs < newsMs)
    this.#recoveries = [...recent, recovery]
  }

  #forget(name: string): void {
    this.#nodes.delete(name)
    this.#heartbeats.forget(name)
  }
}

const watchedOf = ({ apiVersion, kind, metadata, status }: KubeNode): WatchedNode => {
  const { name, uid, creationTimestamp } = metadata
  const conditions = (status?.conditions ?? [])
    .map((condition, index) => ({ index, condition }))
    .filter(({ condition }) => !isKubeletType(condition.type))
  const kept = { name, ...(uid && { uid }), ...(creationTimestamp && { creationTimestamp }) }
  return { node: { apiVersion, kind, metadata: kept }, conditions }
}
