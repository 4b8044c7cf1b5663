import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { npdName } from '../chart/release.mts'
import type { Phases } from '../cli/phases.mts'
import { exportNpdLogs } from '../logs/export.mts'
import { checkNoDemoIsRunning, stateFolder, withLock } from '../state-folder.mts'
import type { ClusterChoice } from './choice.mts'
import { withCluster } from './cluster.mts'
import { clusterName } from './cluster-name.mts'
import { stopEmbedded } from './embedded/connect.mts'
import { findRunningPid } from './embedded/pid-file.mts'
import { cleanUpContext, previewContextCleanup } from './existing/cleanup.mts'
import { deleteKind, exportKindLogs } from './kind/kind.mts'

export interface CleanupOptions {
  /** The folder in which to save the logs of NPD and of kind's nodes before the removal. */
  logFolder: string | undefined
  /** Whether to change the user's own cluster without asking. */
  yes: boolean
  phases: Phases
  signal: AbortSignal
}

/**
 * Removes the cluster of the given type. If no type is given, removes all clusters that `run` created. If a
 * context is given, removes only what the scripts installed in its cluster. Throws a LockedError while a demo runs.
 */
export const cleanUp = async (
  choice: ClusterChoice,
  { yes, logFolder, phases, signal }: CleanupOptions,
): Promise<void> => {
  const { cluster, context } = choice
  if (logFolder !== undefined)
    await phases.run(
      'logs',
      () => saveLogs(choice, logFolder, signal),
      podCount => `of ${podCount} pods, in ${logFolder}`,
    )
  if (context !== undefined) return cleanUpContext(context, { yes, phases, signal })
  await checkNoDemoIsRunning(stateFolder())
  await removeClusters(cluster, { phases, signal })
}

/** Removes the cluster of the given type. If no type is given, removes all clusters that `run` created. */
export const removeClusters = async (
  cluster: ClusterChoice['cluster'],
  { phases, signal }: Pick<CleanupOptions, 'phases' | 'signal'>,
): Promise<void> => {
  const folder = stateFolder()
  const hasKind = cluster !== 'embedded' && existsSync(folder.kind)
  phases.unfinished = {
    state: 'The cluster might not be completely removed',
    fix: 'Remove the rest',
    command: 'cleanup',
  }
  if (hasKind)
    await phases.run(
      'kind cluster',
      () => withLock(folder, () => deleteKind(folder, signal)),
      () => 'removed, with its nodes',
    )
  else if (cluster === 'kind') phases.note('  No kind cluster exists.')
  if (cluster === 'kind' || (hasKind && !existsSync(folder.kubeconfig))) return
  await phases.run(
    'embedded cluster',
    () => stopEmbedded(signal),
    existed => (existed ? 'removed, with all its processes and files' : 'none exists'),
  )
}

/** Saves NPD's logs in a subfolder of `folder`. For a kind cluster, also saves the output of `kind export logs`. */
const saveLogs = (choice: ClusterChoice, folder: string, signal: AbortSignal): Promise<number> =>
  withCluster(choice, async ({ type, api }) => {
    const podCount = await exportNpdLogs(api, join(folder, npdName), signal)
    if (type === 'kind') await exportKindLogs(join(folder, 'kind'), signal)
    return podCount
  })

/** Describes what `cleanUp` would remove. */
export const previewCleanup = async (
  { cluster, context }: ClusterChoice,
  signal: AbortSignal,
): Promise<string> => {
  if (context !== undefined) return previewContextCleanup(context, signal)
  const folder = stateFolder()
  const lines: string[] = []
  if (cluster !== 'embedded' && existsSync(folder.kind))
    lines.push(`Would delete the kind cluster ${clusterName}, with its nodes.\n`)
  if (cluster === 'kind') return lines.join('') || noClusterText
  const embedded = await findRunningPid(folder.pidFile)
  const watchdog = await findRunningPid(folder.watchdogPidFile)
  if (watchdog) lines.push(`Would stop process ${watchdog}, the watchdog.\n`)
  if (embedded)
    lines.push(
      `Would stop the embedded cluster ${clusterName} (process ${embedded}) and delete its files.\n`,
    )
  return lines.join('') || noClusterText
}

const noClusterText = 'No cluster is running.\n'
