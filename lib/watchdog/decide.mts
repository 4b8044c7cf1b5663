import { isMarked } from '../conditions/silence/mark.mts'
import { judge } from '../conditions/silence/verdict.mts'
import type { PlacedCondition, WatchedNode } from './watched-nodes.mts'

/** How much of the cluster is silent: as the zone states of the node lifecycle controller. */
export type Disruption = 'none' | 'partial' | 'full'

/** So many silent nodes are no disruption yet, however small the cluster. */
const tolerated = 2

/**
 * As the controller's `ComputeZoneState`: full if all nodes are silent; partial if more than two are, and
 * they make up this share of all. The whole cluster counts as one zone. One thing differs: a cluster of
 * a single node, or of two, is not in a full disruption as soon as all of it is silent, for then its
 * last node could never be marked.
 */
export const disruptionOf = (nodes: number, silent: number, threshold: number): Disruption => {
  if (silent <= tolerated) return 'none'
  if (silent === nodes) return 'full'
  return silent / nodes >= threshold ? 'partial' : 'none'
}

/** In milliseconds, as `allowedSilence` tells them. */
export interface Allowance {
  /** Whoever is not heard for longer is silent. */
  allowedMs: number
  /** Whoever is not heard for longer has missed a heartbeat. */
  overdueMs: number
}

/** A node on which NPD has written a condition, judged. */
export interface JudgedNode {
  watched: WatchedNode
  /** How long NPD there was not heard: its newest heartbeat counts. */
  silentForMs: number
  /** NPD is silent there, or was when its conditions were marked. */
  isSilent: boolean
  /** At least one heartbeat is missing. */
  isOverdue: boolean
  /** The conditions that are to be marked. */
  unmarked: PlacedCondition[]
}

/** Judges the conditions of these types; undefined where a node has none of them. */
export const judgeNode = (
  watched: WatchedNode,
  types: ReadonlySet<string>,
  unheardMsOf: (type: string) => number,
  { allowedMs, overdueMs }: Allowance,
): JudgedNode | undefined => {
  const owned = watched.conditions.filter(({ condition }) => types.has(condition.type))
  if (owned.length === 0) return undefined
  const silentForMs = Math.min(...owned.map(({ condition }) => unheardMsOf(condition.type)))
  const areMarked = owned.every(({ condition }) => isMarked(condition))
  return {
    watched,
    silentForMs,
    isSilent: areMarked || silentForMs > allowedMs,
    isOverdue: areMarked || silentForMs > overdueMs,
    unmarked: owned.filter(
      ({ condition }) =>
        !isMarked(condition) &&
        judge(condition, unheardMsOf(condition.type), allowedMs).verdict === 'silent',
    ),
  }
}

/** What is known when a decision is due. Times are milliseconds of one clock that never jumps. */
export interface Situation {
  nowMs: number
  nodes: JudgedNode[]
  /** How long the API server itself was not heard. */
  contactlessMs: number
  /** What was decided last. */
  before: Pacing
  limits: Limits
}

export interface Limits {
  /** Whoever has not heard the API server for longer cannot call others silent. */
  contactLimitMs: number
  /** The share of nodes whose NPD is overdue from which on it is no matter of single nodes. */
  disruptionThreshold: number
  /** How many nodes a second are marked meanwhile. */
  disruptionRate: number
}

/**
 * As the node lifecycle controller's flags: `--unhealthy-zone-threshold` and
 * `--secondary-node-eviction-rate`; the first is less than what the slack of `allowedSilence` leaves.
 */
export const defaultLimits: Limits = {
  contactLimitMs: 15_000,
  disruptionThreshold: 0.55,
  disruptionRate: 0.01,
}

/** What one decision hands on to the next. */
export interface Pacing {
  disruption: Disruption
  /** In a disruption: when it began, or when a node was marked last. */
  pacedFromMs: number
}

export const noPacing: Pacing = { disruption: 'none', pacedFromMs: 0 }

export interface Decision {
  /** Why nobody is judged: nothing is heard from the API server. */
  isCutOff: boolean
  pacing: Pacing
  /** Nodes to mark now, the one longest silent first. */
  mark: JudgedNode[]
  /** Nodes that are silent, and left for later. */
  held: number
  /** All had fallen silent, and some speak again: the others get their time once more. */
  isPardon: boolean
  /** When a held node may be marked; undefined if none is held or none ever may. */
  nextMs?: number
}

/**
 * Which nodes to mark now. None while we are cut off ourselves; while most have fallen silent at once,
 * one now and then, as it is more likely that what they report to, or we, are at fault.
 */
export const decide = ({ nowMs, nodes, contactlessMs, before, limits }: Situation): Decision => {
  const nothing = { mark: [], held: 0, isPardon: false }
  if (contactlessMs > limits.contactLimitMs) return { ...nothing, isCutOff: true, pacing: before }
  const disruption = disruptionOf(
    nodes.length,
    nodes.filter(({ isOverdue }) => isOverdue).length,
    limits.disruptionThreshold,
  )
  const hasBegun = before.disruption === 'none' && disruption !== 'none'
  const pacing = { disruption, pacedFromMs: hasBegun ? nowMs : before.pacedFromMs }
  // As the controller, when it leaves its full disruption.
  if (before.disruption === 'full' && disruption !== 'full')
    return { ...nothing, isCutOff: false, pacing, isPardon: true }
  const due = nodes
    .filter(({ unmarked }) => unmarked.length > 0)
    .sort((a, b) => b.silentForMs - a.silentForMs)
  const paced = disruption === 'none' ? { mark: due } : pace(due, pacing, nowMs, limits)
  return {
    ...nothing,
    isCutOff: false,
    pacing,
    ...paced,
    held: due.length - paced.mark.length,
  }
}

/** One node when its time has come; the first not before one interval is over. */
const pace = (
  due: JudgedNode[],
  pacing: Pacing,
  nowMs: number,
  { disruptionRate }: Limits,
): Pick<Decision, 'mark'> & Partial<Decision> => {
  if (due.length === 0 || disruptionRate <= 0) return { mark: [] }
  const intervalMs = 1_000 / disruptionRate
  const nextMs = pacing.pacedFromMs + intervalMs
  if (nowMs < nextMs) return { mark: [], nextMs }
  return {
    mark: due.slice(0, 1),
    pacing: { ...pacing, pacedFromMs: nowMs },
    ...(due.length > 1 && { nextMs: nowMs + intervalMs }),
  }
}
