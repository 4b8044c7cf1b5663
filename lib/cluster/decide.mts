import { hasKindCluster, type StateFolder, stateFolder } from '../state-folder.mts'
import { twoClusters, whyNoKind } from './choice.mts'
import { clusterName } from './cluster-name.mts'
import { findEmbedded } from './embedded/find.mts'

/** The type of cluster that `run` creates or updates, and the reason for the choice. */
export interface Decision {
  type: 'embedded' | 'kind'
  why: string
}

/**
 * Chooses the requested type, or else that of the existing cluster. If there is none, chooses kind if this machine
 * can run it, otherwise embedded. Throws a UsageError if both exist and none was requested.
 */
export const decide = async (
  requested: Decision['type'] | undefined,
  folder: StateFolder = stateFolder(),
): Promise<Decision> => {
  if (requested) return { type: requested, why: 'from --cluster' }
  const embedded = await findEmbedded(folder)
  embedded?.api.close()
  const hasKind = hasKindCluster(folder)
  if (embedded && hasKind) throw twoClusters()
  if (embedded || hasKind) return { type: embedded ? 'embedded' : 'kind', why: 'it already exists' }
  const obstacle = await whyNoKind()
  return obstacle
    ? { type: 'embedded', why: obstacle }
    : {
        type: 'kind',
        why: 'a Docker engine is running; use --cluster embedded to run without Docker',
      }
}

const meanings = {
  embedded: 'a built-in API server and real plugin processes',
  kind: 'nodes in Docker, NPD and chaos-mesh',
}

/** The first line of `run`. */
export const describeDecision = ({ type, why }: Decision): string =>
  `cluster  ${clusterName}, ${type}: ${meanings[type]} (${why})`
