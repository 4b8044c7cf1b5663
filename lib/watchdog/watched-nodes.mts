import { HeartbeatTracker } from '../conditions/silence/heartbeats.mts'
import { isKubeletType } from '../conditions/silence/kubelet-types.mts'
import { isMarked, lastWriteTimeOf } from '../conditions/silence/mark.mts'
import { silentConditionType } from '../conditions/silence/silent-condition.mts'
import type { Change } from '../kube/informer.mts'
import type { KubeNode, NodeCondition } from '../kube/types.mts'

/** A condition that the kubelet does not own, and its index in the node's list. A JSON patch needs the index. */
export interface IndexedCondition {
  index: number
  condition: NodeCondition
}

/** The stored part of a node: its name, UID, creation time, and the conditions that NPD may own. */
export interface WatchedNode {
  node: KubeNode
  conditions: IndexedCondition[]
  /** The watchdog's own condition. */
  silentCondition?: NodeCondition | undefined
}

/** NPD on a marked node has sent a heartbeat again. */
export interface Recovery {
  node: KubeNode
  /** The current values of the conditions that were marked. */
  conditions: NodeCondition[]
  /**
   * How long NPD was silent, in milliseconds: the longer of two times. The first is how long this watchdog has
   * observed no heartbeat. It can be too short if the silence started before the watchdog. The second is the time
   * between the last two heartbeats, by NPD's clock. It can be too short because, after an outage, NPD first sends
   * a value from the beginning of the outage.
   */
  silentForMs: number
  /** When the recovery was observed, by the watchdog's clock. */
  observedMs: number
}

/** Returns how long a condition has gone without a heartbeat when it is first observed. */
export type GetInitialSilenceMs = (node: KubeNode, condition: NodeCondition) => number

/** Recoveries older than this are not announced. Longer than a leader fail-over. */
const announceLimitMs = 30_000

const noInitialSilence: GetInitialSilenceMs = () => 0

/**
 * The nodes from a watch, and when each sent its last heartbeat, by this process's clock. Times are in
 * milliseconds, from `performance.now()`. Stores little for each node, because there can be thousands of nodes.
 */
export class WatchedNodes {
  readonly #nodes = new Map<string, WatchedNode>()
  readonly #getInitialSilenceMs: GetInitialSilenceMs
  #heartbeats = new HeartbeatTracker()
  #recoveries: Recovery[] = []

  constructor(getInitialSilenceMs: GetInitialSilenceMs = noInitialSilence) {
    this.#getInitialSilenceMs = getInitialSilenceMs
  }

  /** Applies a change from the watch. */
  apply(change: Change<KubeNode>, nowMs: number): void {
    if (change.type === 'deleted') this.#forget(change.object.metadata.name)
    else if (change.type !== 'synced') this.#update(change.object, nowMs)
    else {
      const names = new Set(change.objects.map(({ metadata }) => metadata.name))
      for (const name of this.#nodes.keys()) if (!names.has(name)) this.#forget(name)
      for (const node of change.objects) this.#update(node, nowMs)
    }
  }

  /** Restarts every node's timer. */
  restartTimers(nowMs: number): void {
    this.#heartbeats = new HeartbeatTracker()
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

  /** When the next node becomes silent if no heartbeat arrives. Undefined if all are silent. */
  nextDeadline(allowedSilenceMs: number, nowMs: number): number | undefined {
    return this.#heartbeats.nextDeadline(allowedSilenceMs, nowMs)
  }

  /** Whether any recoveries are waiting to be announced. */
  get hasRecoveries(): boolean {
    return this.#recoveries.length > 0
  }

  /** Returns the recoveries since the last call, without those that are older than `announceLimitMs`. */
  takeRecoveries(nowMs: number): Recovery[] {
    const recoveries = this.#recoveries
    this.#recoveries = []
    return recoveries.filter(({ observedMs }) => nowMs - observedMs < announceLimitMs)
  }

  #update(object: KubeNode, nowMs: number): void {
    const { name, uid } = object.metadata
    const previous = this.#nodes.get(name)
    if (previous && previous.node.metadata.uid !== uid) this.#forget(name)
    const current = toWatchedNode(object)
    const known = this.#nodes.get(name)
    this.#nodes.set(name, current)
    const types = known?.conditions.map(({ condition }) => condition.type) ?? []
    const silentForMs = Math.max(
      0,
      ...types.map(type => this.#heartbeats.silentForMs(name, type, nowMs)),
    )
    for (const { condition } of current.conditions)
      this.#heartbeats.observe(name, condition, nowMs, this.#getInitialSilenceMs(object, condition))
    if (known) this.#recordRecovery(known, current, silentForMs, nowMs)
  }

  #recordRecovery(
    previous: WatchedNode,
    { node, conditions }: WatchedNode,
    silentForMs: number,
    nowMs: number,
  ): void {
    const recovered = previous.conditions.flatMap(({ condition: previousCondition }) => {
      const found = conditions.find(({ condition }) => condition.type === previousCondition.type)
      // If the time of NPD's last write is unchanged, NPD has not sent a new heartbeat. The change then arrived late:
      // it shows the condition from before the watchdog marked it, and is not a recovery.
      return isMarked(previousCondition) &&
        found &&
        !isMarked(found.condition) &&
        lastWriteTimeOf(node, found.condition) !== lastWriteTimeOf(node, previousCondition)
        ? { condition: found.condition, previousCondition }
        : []
    })
    const [first] = recovered
    if (!first) return
    const writeGapMs =
      Date.parse(lastWriteTimeOf(node, first.condition)) -
      Date.parse(lastWriteTimeOf(node, first.previousCondition))
    const recovery = {
      node,
      conditions: recovered.map(({ condition }) => condition),
      silentForMs: Math.max(silentForMs, writeGapMs),
      observedMs: nowMs,
    }
    // Drop old recoveries, because they are not collected while another watchdog is the leader.
    const recent = this.#recoveries.filter(({ observedMs }) => nowMs - observedMs < announceLimitMs)
    this.#recoveries = [...recent, recovery]
  }

  #forget(name: string): void {
    this.#nodes.delete(name)
    this.#heartbeats.forget(name)
  }
}

const toWatchedNode = ({ apiVersion, kind, metadata, status }: KubeNode): WatchedNode => {
  const { name, uid, creationTimestamp } = metadata
  const conditions = (status?.conditions ?? [])
    .map((condition, index) => ({ index, condition }))
    .filter(({ condition: { type } }) => !isKubeletType(type) && type !== silentConditionType)
  const kept = { name, ...(uid && { uid }), ...(creationTimestamp && { creationTimestamp }) }
  const silentCondition = status?.conditions?.find(({ type }) => type === silentConditionType)
  return { node: { apiVersion, kind, metadata: kept }, conditions, silentCondition }
}
