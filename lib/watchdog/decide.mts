import { isMarked } from '../conditions/silence/mark.mts'
import { evaluate } from '../conditions/silence/verdict.mts'
import type { IndexedCondition, WatchedNode } from './watched-nodes.mts'

/**
 * The extent of a cluster-wide outage, by the share of overdue nodes. Corresponds to the zone states of the node
 * lifecycle controller.
 */
export type Disruption = 'none' | 'partial' | 'full'

/** Up to this many overdue nodes are never treated as an outage, even in a small cluster. */
const maxToleratedOverdue = 2

/**
 * Like the controller's `ComputeZoneState`: returns `full` if all nodes are overdue, and `partial` if more than two
 * are overdue and their share of all nodes is at least `threshold`. The whole cluster counts as one zone. Unlike
 * the controller, it never returns `full` for a cluster with one or two nodes. Otherwise, the last node of such a
 * cluster could never be marked.
 */
export const classifyDisruption = (
  nodes: number,
  overdueCount: number,
  threshold: number,
): Disruption => {
  if (overdueCount <= maxToleratedOverdue) return 'none'
  if (overdueCount === nodes) return 'full'
  return overdueCount / nodes >= threshold ? 'partial' : 'none'
}

/** How long NPD may go without sending a heartbeat, in milliseconds. Computed by `computeAllowedSilence`. */
export interface Allowance {
  /** NPD is silent if it sends no heartbeat for longer than this. */
  allowedSilenceMs: number
  /** NPD has missed one heartbeat if it sends none for longer than this. */
  overdueMs: number
}

/** A node on which NPD has written a condition, and whether NPD there is silent. */
export interface EvaluatedNode {
  watchedNode: WatchedNode
  /** The time since NPD's last heartbeat. */
  silentForMs: number
  /** Whether NPD is silent there, or was silent when its conditions were marked. */
  isSilent: boolean
  /** Whether at least one heartbeat is missing. */
  isOverdue: boolean
  /** The conditions to mark. */
  conditionsToMark: IndexedCondition[]
}

/** Evaluates the conditions of these types. Returns undefined if the node has none of them. */
export const evaluateNode = (
  watchedNode: WatchedNode,
  types: ReadonlySet<string>,
  silentForMsOf: (type: string) => number,
  { allowedSilenceMs, overdueMs }: Allowance,
): EvaluatedNode | undefined => {
  const owned = watchedNode.conditions.filter(({ condition }) => types.has(condition.type))
  if (owned.length === 0) return undefined
  const silentForMs = Math.min(...owned.map(({ condition }) => silentForMsOf(condition.type)))
  const areMarked = owned.every(({ condition }) => isMarked(condition))
  return {
    watchedNode,
    silentForMs,
    isSilent: areMarked || silentForMs > allowedSilenceMs,
    isOverdue: areMarked || silentForMs > overdueMs,
    conditionsToMark: owned.filter(
      ({ condition }) =>
        !isMarked(condition) &&
        evaluate(condition, silentForMsOf(condition.type), allowedSilenceMs).verdict === 'silent',
    ),
  }
}

/** The input of a decision. All times are in milliseconds, from a monotonic clock. */
export interface DecisionInput {
  nowMs: number
  nodes: EvaluatedNode[]
  /** The time since the last response of the API server. */
  disconnectedForMs: number
  /** The previous decision. */
  previousPacing: Pacing
  limits: Limits
}

export interface Limits {
  /** If the API server has not responded for longer than this, nodes are not evaluated. */
  maxDisconnectedMs: number
  /** The share of overdue nodes that counts as a cluster-wide outage. */
  disruptionThreshold: number
  /** Nodes to mark per second during a cluster-wide outage. */
  disruptionRate: number
}

/**
 * `disruptionThreshold` and `disruptionRate` have the defaults of the node lifecycle controller's
 * `--unhealthy-zone-threshold` and `--secondary-node-eviction-rate`. `maxDisconnectedMs` is shorter than the
 * allowed silence for every heartbeat period above zero.
 */
export const defaultLimits: Limits = {
  maxDisconnectedMs: 15_000,
  disruptionThreshold: 0.55,
  disruptionRate: 0.01,
}

/** The state that one decision passes to the next. */
export interface Pacing {
  disruption: Disruption
  /** During an outage: the time when it began, or when the last node was marked. */
  intervalStartMs: number
}

export const initialPacing: Pacing = { disruption: 'none', intervalStartMs: 0 }

export interface Decision {
  /** True if the API server is not responding. In that case, no node is evaluated. */
  isDisconnected: boolean
  pacing: Pacing
  /** Nodes to mark now, longest silence first. */
  nodesToMark: EvaluatedNode[]
  /** Silent nodes that are not marked yet. */
  pendingCount: number
  /** Recovering from a full outage: restart every node's timer. */
  shouldRestartTimers: boolean
  /** When the next silent node may be marked. Undefined if no silent node is waiting, or if `disruptionRate` is 0. */
  nextMarkAtMs?: number
}

/**
 * Decides which nodes to mark now. While the watchdog is disconnected, it marks none. During a cluster-wide
 * outage, it marks one at a time, because the cause is probably the network, the API server or the watchdog.
 */
export const decide = ({
  nowMs,
  nodes,
  disconnectedForMs,
  previousPacing,
  limits,
}: DecisionInput): Decision => {
  const emptyDecision = { nodesToMark: [], pendingCount: 0, shouldRestartTimers: false }
  if (disconnectedForMs > limits.maxDisconnectedMs)
    return { ...emptyDecision, isDisconnected: true, pacing: previousPacing }
  const disruption = classifyDisruption(
    nodes.length,
    nodes.filter(({ isOverdue }) => isOverdue).length,
    limits.disruptionThreshold,
  )
  const hasBegun = previousPacing.disruption === 'none' && disruption !== 'none'
  const pacing = { disruption, intervalStartMs: hasBegun ? nowMs : previousPacing.intervalStartMs }
  // When a full outage ends, all timers restart, as in the node lifecycle controller.
  if (previousPacing.disruption === 'full' && disruption !== 'full')
    return { ...emptyDecision, isDisconnected: false, pacing, shouldRestartTimers: true }
  const markableNodes = nodes
    .filter(({ conditionsToMark }) => conditionsToMark.length > 0)
    .sort((a, b) => b.silentForMs - a.silentForMs)
  const selection =
    disruption === 'none'
      ? { nodesToMark: markableNodes }
      : pace(markableNodes, pacing, nowMs, limits)
  return {
    ...emptyDecision,
    isDisconnected: false,
    pacing,
    ...selection,
    pendingCount: markableNodes.length - selection.nodesToMark.length,
  }
}

/** Selects one node per interval. The first interval starts when the outage begins. */
const pace = (
  dueNodes: EvaluatedNode[],
  pacing: Pacing,
  nowMs: number,
  { disruptionRate }: Limits,
): Pick<Decision, 'nodesToMark'> & Partial<Decision> => {
  if (dueNodes.length === 0 || disruptionRate <= 0) return { nodesToMark: [] }
  const intervalMs = 1_000 / disruptionRate
  const nextMarkAtMs = pacing.intervalStartMs + intervalMs
  if (nowMs < nextMarkAtMs) return { nodesToMark: [], nextMarkAtMs }
  return {
    nodesToMark: dueNodes.slice(0, 1),
    pacing: { ...pacing, intervalStartMs: nowMs },
    ...(dueNodes.length > 1 && { nextMarkAtMs: nowMs + intervalMs }),
  }
}
