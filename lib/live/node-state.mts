import { isMarked } from '../conditions/silence/mark.mts'
import type { ConditionSpan, NodeLanes, Timeline } from '../timeline/model.mts'
import { isSilentAtEnd } from '../timeline/window.mts'
import type { ClusterState, NodeState } from './client/types.d.ts'

/** Builds the state of the cluster at the end of the timeline. */
export const buildClusterState = (timeline: Timeline): ClusterState => {
  const nodes = timeline.nodes
    .map(lanes => buildNodeState(lanes, timeline.to))
    .filter(({ fromApi, fromNpd }) => fromApi !== '' || fromNpd !== '')
  const rank = ({ isSilent }: NodeState) => (isSilent ? 0 : 1)
  return {
    cluster: timeline.cluster,
    type: timeline.type,
    nodes: nodes.sort((a, b) => rank(a) - rank(b)),
  }
}

const buildNodeState = (lanes: NodeLanes, to: number): NodeState => {
  const { node, fromNpd, fromApi, partitions } = lanes
  const findCurrentSpan = (spans: ConditionSpan[]) =>
    spans.at(-1)?.to === to ? spans.at(-1) : undefined
  const reported = findCurrentSpan(fromApi)?.condition
  return {
    node,
    fromNpd: findCurrentSpan(fromNpd)?.condition.status ?? '',
    fromApi: reported?.status ?? '',
    isDisconnected: partitions.some(partition => partition.to === to),
    isSilent: isSilentAtEnd(lanes, to),
    isMarked: reported !== undefined && isMarked(reported),
  }
}

/** For each silent node: the time of its last heartbeat, and how long it may go without a heartbeat. */
export const findSilentNodes = ({
  nodes,
  to,
  allowedSilenceMs,
}: Timeline): Map<string, { since: number; allowedSilenceMs: number }> =>
  new Map(
    nodes
      .filter(lanes => isSilentAtEnd(lanes, to))
      .map(({ node, silentSpans }) => [
        node,
        { since: (silentSpans.at(-1)?.from ?? to) - allowedSilenceMs, allowedSilenceMs },
      ]),
  )
