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

/** How kubectl is told where to work. */
export const targetArguments = ({
  context,
  kubeconfig,
}: {
  context: string
  kubeconfig?: string | undefined
}): string[] => [...(kubeconfig ? ['--kubeconfig', kubeconfig] : []), '--context', context]

/** `kubectl apply --server-side`. Rejects with a UserError that has what kubectl says. */
export const applyObjects = async (
  objects: KubeObject[],
  { context, kubeconfig, force = false, signal }: ApplyTarget,
): Promise<void> => {
  const input = renderDocuments(objects)
  const target = targetArguments({ context, kubeconfig })
  const how = ['--server-side', ...(force ? ['--force-conflicts'] : [])]
  const manager = ['--field-manager', fieldManager, '--filename', '-']
  await runTool('kubectl', [...target, 'apply', ...how, ...manager], { input, signal })
}
