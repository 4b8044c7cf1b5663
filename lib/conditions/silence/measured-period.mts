import type { KubeNode, NodeCondition } from '../../kube/types.mts'

interface HeartbeatObservation {
  heartbeat: string
  /**
   * The time since the previous heartbeat, in milliseconds. Undefined for the first heartbeat, and if a condition
   * change caused this heartbeat.
   */
  gapMs: number | undefined
}

/** How much a period can vary because of NPD's loop and rounding to whole seconds. */
const toleranceMs = 2_000

/**
 * Measures the heartbeat period of a condition from the times in its heartbeats, so the node's clock does not have to
 * be correct. A heartbeat caused by a change of a condition is early and does not count. After an outage, a heartbeat
 * is late, so two gaps in a row must agree. The result is the longest period of all nodes.
 */
export class MeasuredPeriod {
  readonly #nodes = new Map<string, HeartbeatObservation>()
  /** The measured period in milliseconds. Undefined until it is known. */
  periodMs: number | undefined

  /** Records the current condition of a node. */
  observe(node: KubeNode, condition: NodeCondition): void {
    const { lastHeartbeatTime: heartbeat } = condition
    const previous = this.#nodes.get(node.metadata.name)
    if (!heartbeat || previous?.heartbeat === heartbeat) return
    const gapMs = previous && measureGap(previous.heartbeat, heartbeat, node)
    this.#nodes.set(node.metadata.name, { heartbeat, gapMs })
    if (gapMs === undefined || previous?.gapMs === undefined) return
    if (Math.abs(gapMs - previous.gapMs) > toleranceMs) return
    this.periodMs = Math.max(this.periodMs ?? 0, gapMs, previous.gapMs)
  }

  forget(node: string): void {
    this.#nodes.delete(node)
  }
}

/** NPD writes all conditions together, so a change of any of them may have caused the write. */
const measureGap = (
  previousHeartbeat: string,
  heartbeat: string,
  { status }: KubeNode,
): number | undefined => {
  const since = Date.parse(previousHeartbeat)
  const changed = status?.conditions?.some(
    ({ lastHeartbeatTime, lastTransitionTime }) =>
      lastHeartbeatTime === heartbeat && Date.parse(lastTransitionTime ?? '') > since,
  )
  const gap = Date.parse(heartbeat) - since
  return !changed && gap > 0 ? gap : undefined
}
