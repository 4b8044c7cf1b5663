import type { Tuning } from '../../chart/tune.mts'
import type { Phases } from '../../cli/phases.mts'
import { stateFolder, withLock } from '../../state-folder.mts'
import { launchEmbedded, stopEmbeddedWithLockHeld } from './connect.mts'
import { findEmbedded, type RunningCluster } from './find.mts'

export interface RunOptions {
  /** The number of workers. If undefined, an existing cluster keeps its size. */
  workers?: number | undefined
  tuning: Tuning
  watchdog: object | undefined
  signal: AbortSignal
  phases: Phases
}

/** Creates the cluster, or applies the options to an existing one. */
export const bringUpEmbedded = async (options: RunOptions): Promise<RunningCluster> => {
  const folder = stateFolder()
  return withLock(folder, async () => {
    const { phases, signal } = options
    const found = await findEmbedded(folder)
    phases.unfinished = found
      ? { state: 'The cluster may be partly updated', fix: 'Finish the update' }
      : {
          state: 'The cluster may be partly created',
          fix: 'Remove it',
          command: 'cleanup',
        }
    const cluster = found ?? (await launchEmbedded(folder))
    try {
      // Loaded while the background process starts.
      const { setUp } = await import('./set-up.mts')
      const embedded = await setUp(folder, cluster, options)
      phases.unfinished = { state: 'The cluster is running', fix: 'Remove it', command: 'cleanup' }
      return embedded
    } catch (error) {
      if (signal.aborted && !found) {
        await stopEmbeddedWithLockHeld(folder)
        phases.unfinished = undefined
      }
      throw error
    }
  })
}
