import type { KubeObject } from '../kube/types.mts'
import { renderDocuments } from '../yaml/documents.mts'
import { fieldManager } from './install-npd.mts'
import { runTool } from './tools.mts'

export interface ApplyTarget {
  context: string
  /** Instead of the user's. */
  kubeconfig?: string
  /** Takes fields from other managers. */
  force?: boolean
  signal: AbortSignal
}

/** `kubectl apply --server-side`. Rejects with a UserError that has what kubectl says. */
export const applyObjects = async (
  objects: KubeObject[],
  { context, kubeconfig, force = false, signal }: ApplyTarget,
): Promise<void> => {
  const input = renderDocuments(objects)
  const target = [...(kubeconfig ? ['--kubeconfig', kubeconfig] : []), '--context', context]
  const how = ['--server-side', ...(force ? ['--force-conflicts'] : [])]
  const manager = ['--field-manager', fieldManager, '--filename', '-']
  await runTool('kubectl', [...target, 'apply', ...how, ...manager], { input, signal })
}
