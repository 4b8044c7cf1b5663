import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { killLeftovers } from '../../cli/leftovers.mts'
import { startReaper } from '../../cli/reaper.mts'
import { writeIntoRoot } from '../../npd/container-root.mts'
import type { MountedFile } from '../plugin-files.mts'

/** A temporary folder that represents the `/` of NPD's container. */
export interface Root {
  root: string
  /** Kills the processes that still run there, and removes the folder. */
  remove(): Promise<void>
}

/** The chart's `defaultMode`, for files whose mode is unknown. */
const defaultMode = 0o755

/** Creates the folder with the files that the container mounts. */
export const createRoot = async (
  prefix: string,
  mountedFiles: Pick<MountedFile, 'path' | 'text' | 'mode'>[],
): Promise<Root> => {
  const root = await mkdtemp(join(tmpdir(), prefix))
  const stopReaper = startReaper(root, root)
  const remove = async () => {
    await killLeftovers(root)
    await rm(root, { recursive: true, force: true })
    stopReaper()
  }
  try {
    for (const { path, text, mode = defaultMode } of mountedFiles)
      await writeIntoRoot(root, { path, text, mode })
    return { root, remove }
  } catch (error) {
    await remove()
    throw error
  }
}
