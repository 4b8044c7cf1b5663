import type { KubeApi } from '../kube/api.mts'
import { nodes } from '../kube/resources.mts'
import type { KubeNode } from '../kube/types.mts'

export interface NodeConditionTypes {
  node: string
  types: string[]
}

/** Removes the conditions of these types from a node, with a strategic merge patch. */
export const removeConditions = (
  api: KubeApi,
  { node, types }: NodeConditionTypes,
  options: { signal: AbortSignal; fieldManager?: string; dryRun?: boolean },
): Promise<KubeNode> => {
  const conditions = types.map(type => ({ type, $patch: 'delete' }))
  const patch = { type: 'strategic', body: { status: { conditions } } } as const
  return api.patch<KubeNode>(nodes, node, patch, { subresource: 'status', ...options })
}
