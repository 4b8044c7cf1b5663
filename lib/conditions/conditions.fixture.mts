import type { KubeNode, NodeCondition } from '../kube/types.mts'

/** Creates a node with the other conditions and, if given, a condition of type Problem. */
export const nodeOf = (
  name: string,
  problem: Partial<NodeCondition> | undefined,
  ...others: NodeCondition[]
): KubeNode => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name, creationTimestamp: '2026-01-01T00:00:00Z' },
  status: {
    conditions: [
      ...(problem ? [{ type: 'Problem', status: 'False' as const, ...problem }] : []),
      ...others,
    ],
  },
})

export const ready: NodeCondition = { type: 'Ready', status: 'True' }
