import { type Change, ObjectCache } from '../kube/informer.mts'
import { conditionOf } from '../kube/node-condition.mts'
import type { KubeNode } from '../kube/types.mts'
import {
  evaluateCondition,
  type ReportedCondition,
  type Snapshot,
  sortByName,
} from './conditions.mts'
import { measureSilence } from './silence/clock.mts'
import { HeartbeatTracker } from './silence/heartbeats.mts'
import { limitOf, type SilenceLimit } from './silence/limit.mts'
import { MeasuredPeriod } from './silence/measured-period.mts'

/**
 * Tracks the conditions of one type, and reports a node as silent once its heartbeat stops changing. If a node
 * already exists when tracking begins, its silence up to that point is measured by the API server's clock. `nowMs`
 * is a value from `performance.now()`.
 */
export class ConditionTracker {
  readonly #type: string
  #limit: SilenceLimit
  readonly #nodes = new ObjectCache<KubeNode>()
  readonly #heartbeats = new HeartbeatTracker()
  readonly #measuredPeriod = new MeasuredPeriod()
  /** The output for each node, without ages. */
  readonly #views = new Map<string, string>()
  #lastEvaluatedAtMs = Number.NEGATIVE_INFINITY
  /** The offset between `performance.now()` and the API server's clock. */
  #serverOffsetMs = performance.timeOrigin

  constructor(type: string, limit: SilenceLimit) {
    this.#type = type
    this.#limit = limit
  }

  /** Applies a change and returns whether the output changes. */
  apply(change: Change<KubeNode>, nowMs: number): boolean {
    const all = this.#nodes.update(change)
    if (change.type === 'deleted') return this.#forget(change.object.metadata.name)
    if (change.type !== 'synced') {
      this.#observe(change.object, nowMs)
      return this.#updateLimit()
        ? this.#recordViews(all, nowMs)
        : this.#recordView(change.object, nowMs)
    }
    if (change.serverDate) this.#serverOffsetMs = change.serverDate.getTime() - nowMs
    const names = new Set(all.map(({ metadata }) => metadata.name))
    const removedNames = [...this.#views.keys()].filter(name => !names.has(name))
    for (const name of removedNames) this.#forget(name)
    for (const node of all) this.#observe(node, nowMs, change.serverDate)
    this.#updateLimit()
    return this.#recordViews(all, nowMs) || removedNames.length > 0
  }

  snapshot(nowMs: number): Snapshot {
    return {
      reportedConditions: sortByName(this.#nodes.objects().map(node => this.#report(node, nowMs))),
      now: new Date(nowMs + this.#serverOffsetMs),
      limit: this.#limit,
    }
  }

  /**
   * The time at which the next node becomes silent if it sends no heartbeat. Undefined if all tracked nodes are
   * already silent.
   */
  deadline(): number | undefined {
    return this.#heartbeats.nextDeadline(this.#limit.allowedSilenceMs, this.#lastEvaluatedAtMs)
  }

  #observe(node: KubeNode, nowMs: number, serverNow?: Date): void {
    const condition = conditionOf(node, this.#type)
    if (!condition) return
    const silentForMs = serverNow ? measureSilence(node, condition, serverNow).silentForMs : 0
    this.#heartbeats.observe(node.metadata.name, condition, nowMs, silentForMs)
    this.#measuredPeriod.observe(node, condition)
  }

  /** Bases the limit on a measured period if no period was configured. */
  #updateLimit(): boolean {
    const { periodMs } = this.#measuredPeriod
    const { period } = this.#limit
    if (periodMs === undefined || period?.periodMs === periodMs) return false
    if (period?.source !== 'default' && period?.source !== 'heartbeats') return false
    this.#limit = limitOf({ periodMs, source: 'heartbeats' })
    return true
  }

  #recordViews(nodes: KubeNode[], nowMs: number): boolean {
    this.#lastEvaluatedAtMs = nowMs
    return nodes.filter(node => this.#recordView(node, nowMs)).length > 0
  }

  #recordView(node: KubeNode, nowMs: number): boolean {
    const view = viewOf(this.#report(node, nowMs))
    const hasChanged = this.#views.get(node.metadata.name) !== view
    this.#views.set(node.metadata.name, view)
    return hasChanged
  }

  #report(node: KubeNode, nowMs: number): ReportedCondition {
    const silentForMs = this.#heartbeats.silentForMs(node.metadata.name, this.#type, nowMs)
    return evaluateCondition(node, this.#type, silentForMs, this.#limit)
  }

  #forget(name: string): boolean {
    this.#heartbeats.forget(name)
    this.#measuredPeriod.forget(name)
    return this.#views.delete(name)
  }
}

const viewOf = ({ condition, verdict: { verdict }, kubelet }: ReportedCondition): string => {
  const { lastHeartbeatTime, ...fields } = condition ?? {}
  return JSON.stringify({ fields, verdict, kubelet })
}
