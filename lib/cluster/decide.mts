import { isKindMade, type StateFolder, stateFolder } from '../state-folder.mts'
import { twoClusters, whyNoKind } from './choice.mts'
import { clusterName } from './cluster-name.mts'
import { findEmbedded } from './embedded/find.mts'

/** Which cluster `run` brings up, and why that one. */
export interface Decision {
  type: 'embedded' | 'kind'
  why: string
}

/**
 * The one asked for, else the one that is there already, else kind where this machine can run it. Throws
 * a UsageError if both are there and none is asked for.
 */
export const decide = async (
  asked: Decision['type'] | undefined,
  folder: StateFolder = stateFolder(),
): Promise<Decision> => {
  if (asked) return { type: asked, why: 'as --cluster says' }
  const embedded = await findEmbedded(folder)
  embedded?.api.close()
  const hasKind = isKindMade(folder)
  if (embedded && hasKind) throw twoClusters()
  if (embedded || hasKind)
    return { type: embedded ? 'embedded' : 'kind', why: 'it is there already' }
  const lack = await whyNoKind()
  return lack
    ? { type: 'embedded', why: lack }
    : { type: 'kind', why: 'a Docker engine answers; --cluster embedded needs none' }
}

const meanings = {
  embedded: 'our own API server, real plugin processes',
  kind: 'real nodes in Docker, the real NPD, chaos-mesh',
}

/** The first line of `run`. */
export const describeDecision = ({ type, why }: Decision): string =>
  `cluster  ${clusterName}, ${type}: ${meanings[type]} (${why})`
