import { hasKindCluster, type StateFolder, stateFolder } from '../state-folder.mts'
import { createAmbiguousClusterError, findKindObstacle } from './choice.mts'
import { clusterName } from './cluster-name.mts'
import { findEmbedded } from './embedded/find.mts'

/** The type of cluster that `run` creates or updates, and the reason for the choice. */
export interface Decision {
  type: 'embedded' | 'kind'
  reason: string
}

/**
 * Chooses the type of cluster. Uses the requested type, or else the type of an existing cluster. If no type is
 * requested and no cluster exists, uses kind if this machine can run it, and embedded otherwise. Throws a
 * UsageError if both types of cluster exist and no type was requested.
 */
export const chooseCluster = async (
  requestedType: Decision['type'] | undefined,
  folder: StateFolder = stateFolder(),
): Promise<Decision> => {
  if (requestedType) return { type: requestedType, reason: 'chosen by --cluster' }
  const embedded = await findEmbedded(folder)
  embedded?.api.close()
  const hasKind = hasKindCluster(folder)
  if (embedded && hasKind) throw createAmbiguousClusterError()
  if (embedded || hasKind)
    return { type: embedded ? 'embedded' : 'kind', reason: 'it already exists' }
  const obstacle = await findKindObstacle()
  return obstacle
    ? { type: 'embedded', reason: obstacle }
    : {
        type: 'kind',
        reason: 'a Docker engine is running; use --cluster embedded to run without Docker',
      }
}

const descriptions = {
  embedded: 'a built-in API server and real plugin processes',
  kind: 'Docker containers as nodes, with NPD and chaos-mesh',
}

/** The first line that `run` prints. */
export const describeDecision = ({ type, reason }: Decision): string =>
  `cluster  ${clusterName}, ${type}: ${descriptions[type]} (${reason})`
