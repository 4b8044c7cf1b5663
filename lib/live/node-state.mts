import { isMarked } from '../conditions/silence/mark.mts'
import type { ConditionSpan, NodeLanes, Timeline } from '../timeline/model.mts'
import { isSilentAt } from '../timeline/window.mts'

/** One node as the page lists it. */
interface NodeState {
  node: string
  /** The status by NPD's own log; empty if unknown. */
  knew: string
  /** The status by the API server; empty if the node does not have the condition. */
  said: string
  isCut: boolean
  isSilent: boolean
  /** The watchdog has marked the condition. */
  isMarked: boolean
}

export interface ClusterState {
  cluster: string
  type: string
  /** Silent nodes first, then by name. */
  nodes: NodeState[]
}

/** The nodes at the end of the timeline. */
export const describeNodes = (timeline: Timeline): ClusterState => {
  const nodes = timeline.nodes
    .map(lanes => describeNode(lanes, timeline.to))
    .filter(({ said, knew }) => said !== '' || knew !== '')
  const rank = ({ isSilent }: NodeState) => (isSilent ? 0 : 1)
  return {
    cluster: timeline.cluster,
    type: timeline.type,
    nodes: nodes.sort((a, b) => rank(a) - rank(b)),
  }
}

const describeNode = (lanes: NodeLanes, to: number): NodeState => {
  const { node, knew, said, cuts } = lanes
  const current = (spans: ConditionSpan[]) => (spans.at(-1)?.to === to ? spans.at(-1) : undefined)
  const reported = current(said)?.condition
  return {
    node,
    knew: current(knew)?.condition.status ?? '',
    said: reported?.status ?? '',
    isCut: cuts.some(cut => cut.to === to),
    isSilent: isSilentAt(lanes, to),
    isMarked: reported !== undefined && isMarked(reported),
  }
}

/** The silent nodes, since when, and how long a node may send no heartbeat. */
export const silentNodes = ({
  nodes,
  to,
  allowedMs,
}: Timeline): Map<string, { since: number; allowedMs: number }> =>
  new Map(
    nodes
      .filter(lanes => isSilentAt(lanes, to))
      .map(({ node, silences }) => [
        node,
        { since: (silences.at(-1)?.from ?? to) - allowedMs, allowedMs },
      ]),
  )
