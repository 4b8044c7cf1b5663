import type { KubeNode, NodeCondition } from '../kube/types.mts'

/** What a node says of one condition type; undefined if it says nothing. */
export interface ReportedCondition {
  name: string
  condition: NodeCondition | undefined
}

/** One entry per node, by name. */
export const conditionsOf = (nodes: KubeNode[], type: string): ReportedCondition[] =>
  nodes
    .map(({ metadata, status }) => ({
      name: metadata.name,
      condition: status?.conditions?.find(condition => condition.type === type),
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))

/** All condition types that any node has. */
export const typesOf = (nodes: KubeNode[]): string[] =>
  [
    ...new Set(nodes.flatMap(({ status }) => status?.conditions?.map(({ type }) => type) ?? [])),
  ].sort()
