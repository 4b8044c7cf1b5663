import { command } from '../cli/command.mts'
import type { KubeObject } from '../kube/types.mts'
import { renderDocuments } from '../yaml/documents.mts'
import { fieldManager } from './install-npd.mts'

export interface ApplyTarget {
  context: string
  /** The kubeconfig to use (default: the user's). */
  kubeconfig?: string
  /** Whether to overwrite fields that other managers own. */
  force?: boolean
  signal: AbortSignal
}

/** The kubectl options that select the cluster. */
export const targetArguments = ({
  context,
  kubeconfig,
}: {
  context: string
  kubeconfig?: string | undefined
}): string[] => [...(kubeconfig ? ['--kubeconfig', kubeconfig] : []), '--context', context]

/** `kubectl apply --server-side`. Rejects with a UserError that contains kubectl's message. */
export const applyObjects = async (
  objects: KubeObject[],
  { context, kubeconfig, force = false, signal }: ApplyTarget,
): Promise<void> => {
  const input = renderDocuments(objects)
  const target = targetArguments({ context, kubeconfig })
  const conflicts = force ? ['--force-conflicts'] : []
  const run = command({ input, signal })
  await run`kubectl ${target} apply --server-side ${conflicts} --field-manager ${fieldManager} --filename -`
}
