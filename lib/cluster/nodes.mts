import { UserError } from '../cli/errors.mts'
import { nodeNamesOf, nodeObject } from '../embedded/node/node-objects.mts'
import type { KubeApi } from '../kube/api.mts'
import { nodes } from '../kube/resources.mts'
import type { KubeNode } from '../kube/types.mts'
import { waitFor } from '../kube/wait.mts'

const readyTimeoutMs = 60_000
const defaultWorkers = 3

/**
 * Makes the nodes that are missing, takes away those that are too many, and waits until all are
 * Ready. Without `workers` an existing cluster keeps those it has.
 */
export const ensureNodes = async (
  api: KubeApi,
  cluster: string,
  workers: number | undefined,
  signal: AbortSignal,
): Promise<number> => {
  const { items } = await api.list<KubeNode>(nodes, { signal })
  const found = new Set(items.map(({ metadata }) => metadata.name))
  const kept = Math.max(items.length - 1, defaultWorkers)
  const names = nodeNamesOf(cluster, workers ?? kept)
  for (const [index, name] of names.entries())
    if (!found.has(name)) await api.create(nodes, nodeObject(name, index), { signal })
  for (const name of found) if (!names.includes(name)) await api.delete(nodes, name, { signal })
  return waitFor<KubeNode, number>(api, nodes, {
    timeoutMs: readyTimeoutMs,
    signal,
    done: all => (all.length === names.length && all.every(isReady) ? all.length : undefined),
    onTimeout: all =>
      new UserError(
        `Failed to bring up the nodes: ${all.filter(isReady).length} of ${names.length} are Ready after ${readyTimeoutMs / 1000} s.`,
        'See .npd-test/daemon.log.',
      ),
  })
}

const isReady = ({ status }: KubeNode): boolean =>
  status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false
