import { buildNode, listNodeNames } from '../../embedded/node/node-objects.mts'
import type { KubeApi } from '../../kube/api.mts'
import { nodes } from '../../kube/resources.mts'
import type { KubeNode } from '../../kube/types.mts'
import { waitForReady } from '../ready.mts'

const readyTimeoutMs = 60_000
const defaultWorkers = 3

/**
 * This annotation on the control plane records the requested number of workers. If `run` is killed before it
 * creates all workers, the next `run` reads the number from the annotation.
 */
const workersAnnotation = 'npd-test/workers'

/**
 * Creates missing nodes, deletes surplus ones, and waits until all are Ready. Without `workers`, an
 * existing cluster keeps its size.
 */
export const ensureNodes = async (
  api: KubeApi,
  clusterName: string,
  workers: number | undefined,
  signal: AbortSignal,
): Promise<number> => {
  const { items } = await api.list<KubeNode>(nodes, { signal })
  const existingNodes = new Map(items.map(node => [node.metadata.name, node]))
  const [controlPlane = ''] = listNodeNames(clusterName, 0)
  const recordedWorkers = existingNodes.get(controlPlane)?.metadata.annotations?.[workersAnnotation]
  const workerCount = workers ?? Number(recordedWorkers ?? defaultWorkers)
  const names = listNodeNames(clusterName, workerCount)
  const annotations = { [workersAnnotation]: String(workerCount) }
  for (const [index, name] of names.entries()) {
    if (existingNodes.has(name)) continue
    const node = buildNode(name, index)
    if (index === 0) node.metadata.annotations = { ...node.metadata.annotations, ...annotations }
    await api.create(nodes, node, { signal })
  }
  if (recordedWorkers !== undefined && recordedWorkers !== annotations[workersAnnotation])
    await api.patch(
      nodes,
      controlPlane,
      { type: 'merge', body: { metadata: { annotations } } },
      { signal },
    )
  for (const name of existingNodes.keys())
    if (!names.includes(name)) await api.delete(nodes, name, { signal })
  return waitForReady(api, {
    count: names.length,
    timeoutMs: readyTimeoutMs,
    hint: 'Read .npd-test/cluster.log.',
    signal,
  })
}
