import { confirm } from '../cli/confirm.mts'
import { UserError } from '../cli/errors.mts'
import type { KubeApi } from '../kube/api.mts'
import { isNotFound } from '../kube/errors.mts'
import { networkChaos } from '../kube/resources.mts'

/** Where an experiment is to run; `existing` is not ours. */
export interface ExperimentPlace {
  type: 'embedded' | 'kind' | 'existing'
  api: KubeApi
}

/** chaos-mesh must be there, and on a cluster that is not ours the user must want it. */
export const askForChaos = async (
  { type, api }: ExperimentPlace,
  what: string,
  yes: boolean,
  signal: AbortSignal,
): Promise<void> => {
  if (type === 'embedded') return
  await api.list(networkChaos, { signal }).catch(error => {
    if (!isNotFound(error)) throw error
    throw new UserError(
      `Failed to find chaos-mesh in context ${api.context}.`,
      type === 'kind'
        ? '`npx zx scripts/run.mts` installs it.'
        : 'Install it there: https://chaos-mesh.org/docs/production-installation-using-helm/',
    )
  })
  if (type === 'existing') await confirm(`${what} in context ${api.context}?`, yes, signal)
}
