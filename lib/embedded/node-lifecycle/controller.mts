import { messageOf } from '../../cli/errors.mts'
import type { KubeApi } from '../../kube/api.mts'
import { isConflict, isNotFound } from '../../kube/errors.mts'
import { type Change, observe } from '../../kube/informer.mts'
import { nodes } from '../../kube/resources.mts'
import { toKubeTime } from '../../kube/time.mts'
import type { KubeNode } from '../../kube/types.mts'
import { createReconciler } from '../reconciler.mts'
import { updateTaints } from './taints.mts'

export interface NodeLifecycleController {
  stop(): Promise<void>
}

/** Taints nodes according to their conditions, and removes the taints when the conditions end. */
export const startNodeLifecycleController = (
  api: KubeApi,
  log: (line: string) => void,
): NodeLifecycleController => {
  const stopping = new AbortController()
  const { signal } = stopping
  /** The nodes with outdated taints, by name. */
  const outdated = new Map<string, KubeNode>()
  const reconcile = async (): Promise<void> => {
    for (const [name, node] of outdated) {
      await writeTaints(api, node)
      if (outdated.get(name) === node) outdated.delete(name)
    }
  }
  const reconciler = createReconciler(reconcile, error => {
    log(`Failed to taint nodes: ${messageOf(error)}`)
  })
  const follow = async (): Promise<void> => {
    for await (const change of observe<KubeNode>(api, nodes, { signal })) {
      for (const node of changedNodes(change)) {
        if (change.type !== 'deleted' && updateTaints(node, ''))
          outdated.set(node.metadata.name, node)
        else outdated.delete(node.metadata.name)
      }
      if (outdated.size > 0) reconciler.requestRun()
    }
  }
  const following = follow().catch(error => {
    if (!signal.aborted) log(`Failed to watch nodes: ${messageOf(error)}`)
  })
  return {
    stop: async () => {
      stopping.abort()
      await following
      await reconciler.stop()
    },
  }
}

const changedNodes = (change: Change<KubeNode>): KubeNode[] =>
  change.type === 'synced' ? change.objects : [change.object]

/** Does nothing if the node has changed in the meantime, because the watch then reports the new state. */
const writeTaints = async (api: KubeApi, node: KubeNode): Promise<void> => {
  const { name, resourceVersion } = node.metadata
  const taints = updateTaints(node, toKubeTime(new Date()))
  const body = { metadata: { resourceVersion }, spec: { taints } }
  await api.patch(nodes, name, { type: 'merge', body }).catch(error => {
    if (!isConflict(error) && !isNotFound(error)) throw error
  })
}
