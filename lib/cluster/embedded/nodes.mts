import { nodeNamesOf, nodeObject } from '../../embedded/node/node-objects.mts'
import type { KubeApi } from '../../kube/api.mts'
import { nodes } from '../../kube/resources.mts'
import type { KubeNode } from '../../kube/types.mts'
import { waitForReady } from '../ready.mts'

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
  return waitForReady(api, {
    count: names.length,
    timeoutMs: readyTimeoutMs,
    hint: 'See .npd-test/daemon.log.',
    signal,
  })
}
