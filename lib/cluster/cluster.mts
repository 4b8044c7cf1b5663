import { UserError } from '../cli/errors.mts'
import type { KubeApi } from '../kube/api.mts'
import { findEmbedded } from './embedded.mts'

/** The name of the cluster that `run` makes, and of its context. */
export const clusterName = 'npd-test'

/** A cluster that the demo runs on. */
export interface Cluster {
  type: 'embedded'
  api: KubeApi
  /** The file to export as KUBECONFIG. */
  kubeconfig: string
}

/** The cluster that `run` made. Throws a UserError if there is none. */
export const findCluster = async (): Promise<Cluster> => {
  const embedded = await findEmbedded()
  if (embedded) return { type: 'embedded', ...embedded }
  throw new UserError(
    'Failed to find the cluster: none is running.',
    'Start one with `npx zx scripts/run.mts`.',
  )
}

/** Opens the cluster for `work`, and closes the connection whatever happens. */
export const withCluster = async <T,>(work: (cluster: Cluster) => Promise<T>): Promise<T> => {
  const cluster = await findCluster()
  try {
    return await work(cluster)
  } finally {
    cluster.api.close()
  }
}
