import type { KubeNode, NodeCondition } from '../../kube/types.mts'

interface Seen {
  heartbeat: string
  /** From the heartbeat before, in milliseconds, if it was that of a mere renewal. */
  gapMs: number | undefined
}

/** What a tick of NPD's loop and whole seconds may make of one and the same period. */
const toleranceMs = 2_000

/**
 * Learns the heartbeat period of a condition's writer from its heartbeats, by their own times: a node's
 * clock need not be right to measure with. A change of a condition makes a heartbeat early, which
 * does not count; an outage makes one late, so two gaps in a row have to agree. Of several nodes the
 * longest period counts.
 */
export class LearnedPeriod {
  readonly #nodes = new Map<string, Seen>()
  /** In milliseconds; undefined as long as it is not known. */
  periodMs: number | undefined

  /** Takes in a condition of a node as it is now. */
  observe(node: KubeNode, condition: NodeCondition): void {
    const { lastHeartbeatTime: heartbeat } = condition
    const seen = this.#nodes.get(node.metadata.name)
    if (!heartbeat || seen?.heartbeat === heartbeat) return
    const gapMs = seen && gapBetween(seen.heartbeat, heartbeat, node)
    this.#nodes.set(node.metadata.name, { heartbeat, gapMs })
    if (gapMs === undefined || seen?.gapMs === undefined) return
    if (Math.abs(gapMs - seen.gapMs) > toleranceMs) return
    this.periodMs = Math.max(this.periodMs ?? 0, gapMs, seen.gapMs)
  }

  forget(node: string): void {
    this.#nodes.delete(node)
  }
}

/** NPD writes all of its conditions at once: a change of any of them may have been what made it write. */
const gapBetween = (before: string, after: string, { status }: KubeNode): number | undefined => {
  const since = Date.parse(before)
  const changed = status?.conditions?.some(
    ({ lastHeartbeatTime, lastTransitionTime = '' }) =>
      lastHeartbeatTime === after && Date.parse(lastTransitionTime) > since,
  )
  const gap = Date.parse(after) - since
  return !changed && gap > 0 ? gap : undefined
}
