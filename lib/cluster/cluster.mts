import { UserError } from '../cli/errors.mts'
import { createApi, type KubeApi } from '../kube/api.mts'
import { connectContext } from '../kube/proxy.mts'
import { findEmbedded } from './embedded.mts'

/** The name of the cluster that `run` makes, and of its context. */
export const clusterName = 'npd-test'

/** A cluster that the demo runs on. */
export interface Cluster {
  /** `existing`: not ours, a context of the user's kubeconfig. */
  type: 'embedded' | 'existing'
  api: KubeApi
}

/** The cluster that `run` made, or that of a context. Throws a UserError if there is none. */
export const findCluster = async (context?: string): Promise<Cluster> => {
  if (context !== undefined)
    return { type: 'existing', api: createApi(await connectContext(context)) }
  const embedded = await findEmbedded()
  if (embedded) return { type: 'embedded', api: embedded.api }
  throw new UserError(
    'Failed to find the cluster: none is running.',
    'Start one with `npx zx scripts/run.mts`, or name one of yours with --context.',
  )
}

/** Opens the cluster for `work`, and closes the connection whatever happens. */
export const withCluster = async <T,>(
  context: string | undefined,
  work: (cluster: Cluster) => Promise<T>,
): Promise<T> => {
  const cluster = await findCluster(context)
  try {
    return await work(cluster)
  } finally {
    cluster.api.close()
  }
}

/** The option of every script that works on a cluster. */
export const contextOption = {
  type: 'string',
  value: 'NAME',
  help: 'another cluster: a context of your kubeconfig',
} as const
