import { isOnPath } from '../../cli/command.mts'
import { UserError } from '../../cli/errors.mts'
import { isKindMade, stateFolder } from '../../state-folder.mts'
import { clusterName } from '../cluster-name.mts'
import { imageStoreOf } from '../kind/engine.mts'
import type { ImageStore } from '../kind/images.mts'
import { checkNameClash } from '../kind/kind.mts'
import { kindNodeImage } from '../versions.mts'
import { type Check, examine, type Finding } from './check.mts'
import { engineChecks, readEngine, roomChecks } from './engine-checks.mts'
import { inotifyChecks } from './inotify.mts'
import { toolChecks } from './tool-checks.mts'

/** What a kind cluster needs, and how its images are loaded. */
interface ExaminedKind {
  findings: Finding[]
  imageStore: ImageStore
}

/** Everything that a kind cluster with nodes of this image needs, found at once. */
export const examineKind = async (
  signal: AbortSignal,
  nodeImage = kindNodeImage,
): Promise<ExaminedKind> => {
  const folder = stateFolder()
  const [tools, engine] = await Promise.all([
    examine(toolChecks(signal, nodeImage)),
    readEngine(signal).catch(error => {
      if (!(error instanceof UserError)) throw error
      return error
    }),
  ])
  const name = { what: 'name', look: () => checkName(signal) }
  const checks = [
    ...(engine instanceof UserError ? [noEngine(engine)] : engineChecks(engine, nodeImage)),
    // A cluster that is there has taken its room already.
    ...(engine instanceof UserError || isKindMade(folder) ? [] : roomChecks(engine)),
    ...inotifyChecks(),
    ...(engine instanceof UserError || !(await isOnPath('kind')) ? [] : [name]),
  ]
  return {
    findings: [...tools, ...(await examine(checks))],
    imageStore: engine instanceof UserError ? 'classic' : imageStoreOf(engine),
  }
}

const noEngine = (error: UserError): Check => ({
  what: 'Docker engine',
  look: () => {
    throw error
  },
})

const checkName = async (signal: AbortSignal): Promise<string> => {
  await checkNameClash(stateFolder(), signal)
  return `no other cluster is named ${clusterName}`
}
