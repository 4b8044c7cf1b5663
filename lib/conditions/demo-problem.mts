import { UserError } from '../cli/errors.mts'
import type { KubeApi } from '../kube/api.mts'
import { nodes } from '../kube/resources.mts'
import type { KubeNode } from '../kube/types.mts'

/** The label that the DemoProblem plugin reads. */
export const demoProblemLabel = 'demo-problem'

/** Sets or removes the label on a node. Throws a UserError if the node does not exist. */
export const setDemoProblem = async (
  api: KubeApi,
  name: string,
  enabled: boolean,
  signal?: AbortSignal,
): Promise<KubeNode> => {
  const { items } = await api.list<KubeNode>(nodes, { signal })
  if (!items.some(({ metadata }) => metadata.name === name))
    throw new UserError(
      `Failed to label the node: \`${name}\` does not exist in this cluster.`,
      `Choose one of ${items.map(({ metadata }) => metadata.name).join(', ')}.`,
    )
  const body = { metadata: { labels: { [demoProblemLabel]: enabled ? 'on' : null } } }
  return api.patch<KubeNode>(nodes, name, { type: 'merge', body }, { signal })
}
