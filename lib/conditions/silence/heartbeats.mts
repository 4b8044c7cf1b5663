import type { NodeCondition } from '../../kube/types.mts'
import { isMarked } from './mark.mts'

interface HeartbeatObservation {
  heartbeat: string | undefined
  receivedMs: number
}

/**
 * Measures how long ago the writer of each condition sent its last heartbeat. Records when the heartbeat *changes*,
 * on the observer's own clock, as the node lifecycle controller does (`tryUpdateNodeHealth`). No other clock
 * matters. Every change counts as a heartbeat, even if its time is in the past or the future. Times are
 * milliseconds of a monotonic clock such as `performance.now()`.
 */
export class HeartbeatTracker {
  readonly #nodes = new Map<string, Map<string, HeartbeatObservation>>()

  /**
   * Records a condition from the API server. The first observation counts as a heartbeat received
   * now, or `silentForMs` ago. A mark does not count as a heartbeat.
   */
  observe(node: string, condition: NodeCondition, nowMs: number, silentForMs = 0): void {
    const types = this.#nodes.get(node) ?? new Map<string, HeartbeatObservation>()
    this.#nodes.set(node, types)
    const previous = types.get(condition.type)
    const heartbeat = heartbeatOf(condition)
    if (!previous) types.set(condition.type, { heartbeat, receivedMs: nowMs - silentForMs })
    else if (heartbeat !== previous.heartbeat && !isMarked(condition))
      types.set(condition.type, { heartbeat, receivedMs: nowMs })
  }

  /** Zero for a condition that was never observed: it is missing, not silent. */
  silentForMs(node: string, type: string, nowMs: number): number {
    const last = this.#nodes.get(node)?.get(type)
    return last ? nowMs - last.receivedMs : 0
  }

  /**
   * The time at which the next writer becomes silent if it sends no heartbeat. Undefined if all are
   * silent. A new heartbeat only makes this time later, so a timer for it never fires too late. Call this
   * again when the timer fires.
   */
  nextDeadline(allowedSilenceMs: number, nowMs: number): number | undefined {
    let next: number | undefined
    for (const types of this.#nodes.values())
      for (const { receivedMs } of types.values()) {
        const deadline = receivedMs + allowedSilenceMs + 1
        if (deadline > nowMs && (next === undefined || deadline < next)) next = deadline
      }
    return next
  }

  /** Forgets a deleted node. The first observation of a new node with the same name counts as a heartbeat again. */
  forget(node: string): void {
    this.#nodes.delete(node)
  }

  /** The names of the observed nodes. */
  nodeNames(): string[] {
    return [...this.#nodes.keys()]
  }
}

/** The time that shows a new write: the heartbeat or, for a writer that sends no heartbeats, the transition time. */
const heartbeatOf = ({
  lastHeartbeatTime,
  lastTransitionTime,
}: NodeCondition): string | undefined => lastHeartbeatTime || lastTransitionTime || undefined
