import { confirm } from '../cli/confirm.mts'
import { UserError } from '../cli/errors.mts'
import type { KubeApi } from '../kube/api.mts'
import { isNotFound } from '../kube/errors.mts'
import { networkChaos } from '../kube/resources.mts'

/** The cluster of an experiment. The type `existing` means the user's own cluster. */
export interface ExperimentCluster {
  type: 'embedded' | 'kind' | 'existing'
  api: KubeApi
}

/** Requires chaos-mesh, and asks for confirmation on the user's own cluster. */
export const confirmExperiment = async (
  { type, api }: ExperimentCluster,
  action: string,
  skipConfirmation: boolean,
  signal: AbortSignal,
): Promise<void> => {
  if (type === 'embedded') return
  await api.list(networkChaos, { signal }).catch(error => {
    if (!isNotFound(error)) throw error
    throw new UserError(
      `Failed to start an experiment: chaos-mesh is not installed in context ${api.context}.`,
      type === 'kind'
        ? 'Install it with `npx zx scripts/run.mts`.'
        : 'Install it: https://chaos-mesh.org/docs/production-installation-using-helm/',
    )
  })
  if (type === 'existing')
    await confirm(`${action} in context ${api.context}?`, skipConfirmation, signal)
}
