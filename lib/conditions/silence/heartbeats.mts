import type { NodeCondition } from '../../kube/types.mts'
import { isMarked } from './mark.mts'

interface Seen {
  heartbeat: string | undefined
  heardMs: number
}

/**
 * Measures how long the writer of each condition has sent no heartbeat, by the *change* of the
 * heartbeat on the observer's own clock, as the node lifecycle controller does
 * (`tryUpdateNodeHealth`). No other clock matters: any heartbeat that differs from the last one
 * counts, even one in the past or the future. Times are milliseconds of a monotonic clock such as
 * `performance.now()`.
 */
export class HeartbeatWatch {
  readonly #nodes = new Map<string, Map<string, Seen>>()

  /**
   * Records a condition from the API server. At first sight, its writer counts as heard now, or
   * this many milliseconds ago. A mark does not count as a heartbeat.
   */
  observe(node: string, condition: NodeCondition, nowMs: number, silentForMs = 0): void {
    const types = this.#nodes.get(node) ?? new Map<string, Seen>()
    this.#nodes.set(node, types)
    const seen = types.get(condition.type)
    const heartbeat = wordOf(condition)
    if (!seen) types.set(condition.type, { heartbeat, heardMs: nowMs - silentForMs })
    else if (heartbeat !== seen.heartbeat && !isMarked(condition))
      types.set(condition.type, { heartbeat, heardMs: nowMs })
  }

  /** Zero for a condition that was never observed, which is missing and not silent. */
  silentForMs(node: string, type: string, nowMs: number): number {
    const seen = this.#nodes.get(node)?.get(type)
    return seen ? nowMs - seen.heardMs : 0
  }

  /**
   * The next moment at which `judge` would find another silent writer; undefined if all are silent.
   * Observations only move it back, so a timer set for it is never too late. Ask again when the
   * timer fires.
   */
  nextDeadline(allowedMs: number, nowMs: number): number | undefined {
    let next: number | undefined
    for (const types of this.#nodes.values())
      for (const { heardMs } of types.values()) {
        const deadline = heardMs + allowedMs + 1
        if (deadline > nowMs && (next === undefined || deadline < next)) next = deadline
      }
    return next
  }

  /** Forgets a deleted node. A new node with the same name starts again. */
  forget(node: string): void {
    this.#nodes.delete(node)
  }

  /** The names of the observed nodes. */
  nodes(): string[] {
    return [...this.#nodes.keys()]
  }
}

/** The part that changes on each write. A writer without heartbeats changes only its transition. */
const wordOf = ({ lastHeartbeatTime, lastTransitionTime }: NodeCondition): string | undefined =>
  lastHeartbeatTime || lastTransitionTime || undefined
