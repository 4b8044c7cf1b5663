import { confirm } from '../cli/confirm.mts'
import { UserError } from '../cli/errors.mts'
import type { Cluster } from '../cluster/cluster.mts'
import { isNotFound } from '../kube/errors.mts'
import { networkChaos } from '../kube/resources.mts'

/** chaos-mesh must be there, and on a cluster that is not ours the user must want it. */
export const askForChaos = async (
  { type, api }: Cluster,
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
