import type { NodeCondition } from '../../kube/types.mts'
import { isMarked } from './mark.mts'

interface Seen {
  heartbeat: string | undefined
  heardMs: number
}

/**
 * For whoever watches: how long each condition's writer was not heard, by the *change* of its heartbeat
 * as seen on the watcher's own clock, as the node lifecycle controller does (`tryUpdateNodeHealth`). So
 * no other clock matters: a heartbeat in the past, in the future, or going backwards is one if it
 * differs from the last. Times are milliseconds of one clock that never jumps, as `performance.now()`.
 */
export class HeartbeatWatch {
  readonly #nodes = new Map<string, Map<string, Seen>>()

  /**
   * Takes in a condition as the API server has it. At first sight its writer counts as heard now, or
   * `unheardMs` ago for a watcher who knows that from elsewhere. A mark is no word of the writer.
   */
  observe(node: string, condition: NodeCondition, nowMs: number, unheardMs = 0): void {
    const types = this.#nodes.get(node) ?? new Map<string, Seen>()
    this.#nodes.set(node, types)
    const seen = types.get(condition.type)
    const heartbeat = wordOf(condition)
    if (!seen) types.set(condition.type, { heartbeat, heardMs: nowMs - unheardMs })
    else if (heartbeat !== seen.heartbeat && !isMarked(condition))
      types.set(condition.type, { heartbeat, heardMs: nowMs })
  }

  /** Zero for a condition that was never observed: it is not silent, it is missing. */
  unheardMs(node: string, type: string, nowMs: number): number {
    const seen = this.#nodes.get(node)?.get(type)
    return seen ? nowMs - seen.heardMs : 0
  }

  /**
   * Who wakes up when only time passes: the next moment at which `judge` will find one more silent if
   * nothing is heard; undefined if all are silent already. It only moves back by what is observed, so a
   * timer set for it is never too late; when it fires, ask again.
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

  /** A node that is gone; one that comes back under its name is a new one. */
  forget(node: string): void {
    this.#nodes.delete(node)
  }

  /** The nodes it knows of. */
  nodes(): string[] {
    return [...this.#nodes.keys()]
  }
}

/** What changes when the writer writes: a writer without heartbeats leaves only its transitions. */
const wordOf = ({ lastHeartbeatTime, lastTransitionTime }: NodeCondition): string | undefined =>
  lastHeartbeatTime || lastTransitionTime
