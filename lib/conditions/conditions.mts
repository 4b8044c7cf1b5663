import { UserError } from '../cli/errors.mts'
import { conditionOf } from '../kube/node-condition.mts'
import type { ConditionStatus, KubeNode, NodeCondition } from '../kube/types.mts'
import type { Limit } from './silence/limit.mts'
import { judge, type Verdict } from './silence/verdict.mts'

/** What a node says of one condition type, and what to make of it. */
export interface ReportedCondition {
  name: string
  verdict: Verdict
  /** What its kubelet says of the node, as kubectl prints it. */
  kubelet: 'Ready' | 'NotReady' | 'Unknown'
  /** Undefined if it says nothing. */
  condition: NodeCondition | undefined
}

/** All nodes by name. */
export interface Snapshot {
  reported: ReportedCondition[]
  /** The API server's time, by which ages are counted. */
  now: Date
  limit: Limit
}

/** `silentForMs` is how long the condition's writer was not heard. */
export const reportOf = (
  node: KubeNode,
  type: string,
  silentForMs: number,
  { allowedMs }: Limit,
): ReportedCondition => {
  const condition = conditionOf(node, type)
  return {
    name: node.metadata.name,
    verdict: judge(condition, silentForMs, allowedMs),
    kubelet: kubeletWords[conditionOf(node, 'Ready')?.status ?? 'Unknown'],
    condition,
  }
}

const kubeletWords: Record<ConditionStatus, ReportedCondition['kubelet']> = {
  True: 'Ready',
  False: 'NotReady',
  Unknown: 'Unknown',
}

export const byName = (reported: ReportedCondition[]): ReportedCondition[] =>
  reported.toSorted((a, b) => (a.name < b.name ? -1 : 1))

/** Throws a UserError if there is no node, or if none has a condition of this type. */
export const checkType = (nodes: KubeNode[], type: string): void => {
  if (nodes.length === 0)
    throw new UserError(
      'Failed to show conditions: the cluster has no nodes.',
      'Check the cluster with `kubectl get nodes`.',
    )
  const types = typesOf(nodes)
  if (!types.includes(type))
    throw new UserError(
      `Failed to show conditions: no node has a condition of type \`${type}\`.`,
      `Choose one of ${types.join(', ')}.`,
    )
}

/** All condition types that any node has. */
const typesOf = (nodes: KubeNode[]): string[] =>
  [
    ...new Set(nodes.flatMap(({ status }) => status?.conditions?.map(({ type }) => type) ?? [])),
  ].sort()
