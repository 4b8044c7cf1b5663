import { UserError } from '../cli/errors.mts'
import { createApi, type KubeApi } from '../kube/api.mts'
import { hasKindCluster } from '../state-folder.mts'
import { type ClusterChoice, createAmbiguousClusterError, readChoice } from './choice.mts'
import { findEmbedded } from './embedded/find.mts'

/** The cluster that a script uses. */
export interface Cluster {
  /** The type `existing` means a context of the user's kubeconfig. */
  type: 'embedded' | 'kind' | 'existing'
  api: KubeApi
}

/**
 * Finds the cluster that `run` created, or the cluster of a context. Throws a UserError if no cluster is running.
 * Throws a UsageError if both an embedded and a kind cluster exist and no option selects one of them.
 */
export const findCluster = async ({ cluster, context }: ClusterChoice): Promise<Cluster> => {
  if (context !== undefined) {
    const { connectContext } = await import('../kube/proxy.mts')
    return { type: 'existing', api: createApi(await connectContext(context)) }
  }
  const hasKind = cluster !== 'embedded' && hasKindCluster()
  const embedded = cluster !== 'kind' ? await findEmbedded() : undefined
  if (embedded && hasKind) {
    embedded.api.close()
    throw createAmbiguousClusterError()
  }
  if (embedded) return { type: 'embedded', api: embedded.api }
  if (hasKind) {
    const { connectToKind } = await import('./kind/kind.mts')
    return { type: 'kind', api: await connectToKind() }
  }
  throw new UserError(
    `Failed to find the cluster: ${cluster ? `no ${cluster} cluster` : 'no cluster'} is running.`,
    'Start one with `npx zx scripts/run.mts`, or choose your own with --context.',
  )
}

/** Connects to the cluster, runs `work`, and always closes the connection. */
export const withCluster = async <T,>(
  options: { cluster: string | undefined; context: string | undefined },
  work: (cluster: Cluster) => Promise<T>,
): Promise<T> => {
  const cluster = await findCluster(readChoice(options))
  try {
    return await work(cluster)
  } finally {
    cluster.api.close()
  }
}
