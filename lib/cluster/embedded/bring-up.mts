import type { Tuning } from '../../chart/tune.mts'
import type { Phases } from '../../cli/phases.mts'
import { stateFolder, withLock } from '../../state-folder.mts'
import { launchEmbedded, stopEmbeddedHoldingLock } from './connect.mts'
import { findEmbedded, type RunningEmbedded } from './find.mts'

export interface RunOptions {
  /** The number of workers. Undefined: an existing cluster keeps its size. */
  workers?: number | undefined
  tuning: Tuning
  watchdog: object | undefined
  signal: AbortSignal
  phases: Phases
}

/** Creates the cluster, or applies the changes to an existing one. */
export const runCluster = async (options: RunOptions): Promise<RunningEmbedded> => {
  const folder = stateFolder()
  return withLock(folder, async () => {
    const found = await findEmbedded(folder)
    const cluster = found ?? (await launchEmbedded(folder))
    try {
      // Loaded while the background process starts.
      const { setUp } = await import('./set-up.mts')
      return await setUp(folder, cluster, options)
    } catch (error) {
      // Interrupted: remove what this run has created.
      if (options.signal.aborted && !found) await stopEmbeddedHoldingLock(folder)
      throw error
    }
  })
}
