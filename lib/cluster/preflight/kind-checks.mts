import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isOnPath } from '../../cli/command.mts'
import { UserError } from '../../cli/errors.mts'
import { hasKindCluster, stateFolder } from '../../state-folder.mts'
import { clusterName } from '../cluster-name.mts'
import { imageStoreOf } from '../kind/engine.mts'
import type { ImageStore } from '../kind/images.mts'
import { checkNameClash } from '../kind/kind.mts'
import { kindNodeImage } from '../versions.mts'
import { type Check, type Finding, Limitation, runChecks } from './check.mts'
import { capacityChecks, createEngineChecks, readEngineInfo } from './engine-checks.mts'
import { toolChecks } from './tool-checks.mts'

/** The findings for a kind cluster, and how its images are loaded. */
interface KindCheckResult {
  findings: Finding[]
  imageStore: ImageStore
}

/** Concurrently checks all requirements of a kind cluster with this node image. */
export const runKindChecks = async (
  signal: AbortSignal,
  nodeImage = kindNodeImage,
): Promise<KindCheckResult> => {
  const folder = stateFolder()
  const [tools, engine] = await Promise.all([
    runChecks(toolChecks(signal, nodeImage)),
    readEngineInfo(signal).catch(error => {
      if (!(error instanceof UserError)) throw error
      return error
    }),
  ])
  const nameCheck = { name: 'name', run: () => checkName(signal) }
  const checks = [
    ...(engine instanceof UserError
      ? [createFailedEngineCheck(engine)]
      : createEngineChecks(engine, nodeImage)),
    // An existing cluster already has its memory and disk space.
    ...(engine instanceof UserError || hasKindCluster(folder) ? [] : capacityChecks(engine)),
    ...inotifyChecks(),
    ...(engine instanceof UserError || !(await isOnPath('kind')) ? [] : [nameCheck]),
  ]
  return {
    findings: [...tools, ...(await runChecks(checks))],
    imageStore: engine instanceof UserError ? 'classic' : imageStoreOf(engine),
  }
}

const createFailedEngineCheck = (error: UserError): Check => ({
  name: 'Docker engine',
  run: () => {
    throw error
  },
})

const checkName = async (signal: AbortSignal): Promise<string> => {
  await checkNameClash(stateFolder(), signal)
  return `no other cluster is named ${clusterName}`
}

/** The minimums from kind's known issues ("too many open files"). */
const inotifyMinimums = { max_user_instances: 512, max_user_watches: 524_288 }

/**
 * Creates the check of the kernel's inotify limits, which all nodes of a kind cluster share. Returns an empty list
 * if the machine does not have these limits, for example on macOS.
 */
export const inotifyChecks = (folder = '/proc/sys/fs/inotify'): Check[] =>
  existsSync(folder) ? [{ name: 'inotify', run: () => checkLimits(folder) }] : []

const checkLimits = async (folder: string): Promise<string> => {
  const limits = await Promise.all(
    Object.entries(inotifyMinimums).map(async ([name, minimum]) => {
      const value = Number(await readFile(join(folder, name), 'utf8'))
      return { name, minimum, value }
    }),
  )
  const described = limits.map(({ name, value }) => `${name} ${value}`).join(', ')
  const tooLow = limits.filter(({ value, minimum }) => value < minimum)
  if (tooLow.length === 0) return described
  throw new Limitation(
    `${described}: pods may fail with "too many open files"`,
    `Run \`sudo sysctl ${tooLow.map(({ name, minimum }) => `fs.inotify.${name}=${minimum}`).join(' ')}\`.`,
  )
}
