import { UserError } from '../cli/errors.mts'
import { conditionOf } from '../kube/node-condition.mts'
import type { ConditionStatus, KubeNode, NodeCondition } from '../kube/types.mts'
import type { SilenceLimit } from './silence/limit.mts'
import { evaluate, type Verdict } from './silence/verdict.mts'

/** The condition of a node and its verdict. */
export interface ReportedCondition {
  name: string
  verdict: Verdict
  /** The status of the Ready condition. Unlike `kubectl get nodes`, distinguishes Unknown from NotReady. */
  kubelet: 'Ready' | 'NotReady' | 'Unknown'
  /** Undefined if the node does not have the condition. */
  condition: NodeCondition | undefined
}

/** The conditions of all nodes, ordered by node name, and the time and the limit by which they were evaluated. */
export interface Snapshot {
  reportedConditions: ReportedCondition[]
  /** The API server's current time. Ages are relative to it. */
  now: Date
  limit: SilenceLimit
}

/** `silentForMs` is the time since the last heartbeat of the condition. */
export const evaluateCondition = (
  node: KubeNode,
  type: string,
  silentForMs: number,
  { allowedSilenceMs, isOrphaned = false }: SilenceLimit,
): ReportedCondition => {
  const condition = conditionOf(node, type)
  return {
    name: node.metadata.name,
    verdict:
      condition && isOrphaned
        ? { verdict: 'orphaned' }
        : evaluate(condition, silentForMs, allowedSilenceMs),
    kubelet: kubeletStates[conditionOf(node, 'Ready')?.status ?? 'Unknown'],
    condition,
  }
}

const kubeletStates: Record<ConditionStatus, ReportedCondition['kubelet']> = {
  True: 'Ready',
  False: 'NotReady',
  Unknown: 'Unknown',
}

export const sortByName = (conditions: ReportedCondition[]): ReportedCondition[] =>
  conditions.toSorted((a, b) => (a.name < b.name ? -1 : 1))

/** Throws a UserError if there is no node, or if none has a condition of this type. */
export const checkType = (nodes: KubeNode[], type: string): void => {
  if (nodes.length === 0)
    throw new UserError(
      'Failed to show conditions: the cluster has no nodes.',
      'Run `kubectl get nodes` to check the cluster.',
    )
  const types = typesOf(nodes)
  if (!types.includes(type))
    throw new UserError(
      `Failed to show conditions: no node has a condition of type \`${type}\`.`,
      `Choose one of ${types.join(', ')}.`,
    )
}

/** All condition types of all nodes. */
const typesOf = (nodes: KubeNode[]): string[] =>
  [
    ...new Set(nodes.flatMap(({ status }) => status?.conditions?.map(({ type }) => type) ?? [])),
  ].sort()
