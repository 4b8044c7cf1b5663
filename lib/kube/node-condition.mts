import type { KubeNode, NodeCondition } from './types.mts'

/** What a node says of one condition type; undefined if it says nothing. */
export const conditionOf = ({ status }: KubeNode, type: string): NodeCondition | undefined =>
  status?.conditions?.find(condition => condition.type === type)
