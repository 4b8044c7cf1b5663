import type { KubeNode, NodeCondition } from './types.mts'

/** Returns the condition of this type, or undefined if the node does not have it. */
export const conditionOf = ({ status }: KubeNode, type: string): NodeCondition | undefined =>
  status?.conditions?.find(condition => condition.type === type)
