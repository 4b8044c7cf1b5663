import { messageOf } from '../../cli/errors.mts'
import type { KubeApi } from '../../kube/api.mts'
import { isConflict, isNotFound } from '../../kube/errors.mts'
import { type Change, observe } from '../../kube/informer.mts'
import { nodes } from '../../kube/resources.mts'
import { toKubeTime } from '../../kube/time.mts'
import type { KubeNode } from '../../kube/types.mts'
import { createReconciler } from '../reconciler.mts'
import { computeTaints } from './taints.mts'

export interface NodeLifecycleController {
  stop(): Promise<void>
}

/** Starts a controller that taints nodes according to their conditions. */
export const startNodeLifecycleController = (
  api: KubeApi,
  log: (line: string) => void,
): NodeLifecycleController => {
  const abortController = new AbortController()
  const { signal } = abortController
  /** The nodes with outdated taints, by name. */
  const outdatedNodes = new Map<string, KubeNode>()
  const reconcile = async (): Promise<void> => {
    for (const [name, node] of outdatedNodes) {
      await writeTaints(api, node)
      if (outdatedNodes.get(name) === node) outdatedNodes.delete(name)
    }
  }
  const reconciler = createReconciler(reconcile, error => {
    log(`Failed to taint nodes: ${messageOf(error)}`)
  })
  const watchNodes = async (): Promise<void> => {
    for await (const change of observe<KubeNode>(api, nodes, { signal })) {
      for (const node of getChangedNodes(change)) {
        if (change.type !== 'deleted' && computeTaints(node, ''))
          outdatedNodes.set(node.metadata.name, node)
        else outdatedNodes.delete(node.metadata.name)
      }
      if (outdatedNodes.size > 0) reconciler.requestRun()
    }
  }
  const watchLoop = watchNodes().catch(error => {
    if (!signal.aborted) log(`Failed to watch nodes: ${messageOf(error)}`)
  })
  return {
    stop: async () => {
      abortController.abort()
      await watchLoop
      await reconciler.stop()
    },
  }
}

const getChangedNodes = (change: Change<KubeNode>): KubeNode[] =>
  change.type === 'synced' ? change.objects : [change.object]

/** Writes a node's taints. Does nothing if the node has changed, because the watch reports the change. */
const writeTaints = async (api: KubeApi, node: KubeNode): Promise<void> => {
  const { name, resourceVersion } = node.metadata
  const taints = computeTaints(node, toKubeTime(new Date()))
  const body = { metadata: { resourceVersion }, spec: { taints } }
  await api.patch(nodes, name, { type: 'merge', body }).catch(error => {
    if (!isConflict(error) && !isNotFound(error)) throw error
  })
}
