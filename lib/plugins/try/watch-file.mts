import { type FSWatcher, watch } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { messageOf, UserError } from '../../cli/errors.mts'

/** How long to wait after a change, because editors save a file in several steps. */
const settleMs = 50

/**
 * Calls `work` immediately, and again after each change to the text of a file, until `signal` aborts.
 * `work` receives the watched files, and resolves with the files to watch next.
 */
export const runOnEachChange = async (
  initialFiles: string[],
  work: (files: string[]) => Promise<string[]>,
  signal: AbortSignal,
): Promise<void> => {
  let files = initialFiles
  let hasChanged = false
  let wake = () => {}
  const markChanged = () => {
    hasChanged = true
    wake()
  }
  const watchers = new Map<string, FSWatcher>()
  // Watches the folders, because an editor may replace a file.
  const watchFolders = () => {
    for (const folder of files.map(file => dirname(file)))
      if (!watchers.has(folder)) watchers.set(folder, startWatch(folder, markChanged))
  }
  signal.addEventListener('abort', markChanged)
  try {
    while (!signal.aborted) {
      watchFolders()
      const startedAt = Date.now()
      const before = await readContents(files)
      files = await work(files)
      watchFolders()
      const used = await readUsedContents(files, before, startedAt)
      for (;;) {
        hasChanged = false
        const currentContents = await readContents(files)
        if (signal.aborted || files.some(file => currentContents.get(file) !== used.get(file)))
          break
        if (!hasChanged)
          await new Promise<void>(resolve => {
            wake = resolve
          })
      }
      await delay(settleMs, undefined, { signal }).catch(() => {})
    }
  } finally {
    signal.removeEventListener('abort', markChanged)
    for (const watcher of watchers.values()) watcher.close()
  }
}

const startWatch = (folder: string, onChange: () => void): FSWatcher => {
  try {
    return watch(folder, onChange)
  } catch (error) {
    throw new UserError(`Failed to watch ${folder}: ${messageOf(error)}.`, 'Omit --watch.')
  }
}

const readContents = async (files: string[]): Promise<Map<string, string>> =>
  new Map(
    await Promise.all(
      files.map(async file => [file, await readFile(file, 'utf8').catch(() => '')] as const),
    ),
  )

/**
 * Returns the file contents that `work` used. Omits files that `work` added and that changed while `work` ran, so
 * that the caller treats them as changed.
 */
const readUsedContents = async (
  files: string[],
  contentsBefore: Map<string, string>,
  startedAt: number,
): Promise<Map<string, string>> => {
  const earlier = files.flatMap(file => {
    const text = contentsBefore.get(file)
    return text === undefined ? [] : [[file, text] as const]
  })
  const added = await readContents(files.filter(file => !contentsBefore.has(file)))
  for (const file of added.keys()) {
    const found = await stat(file).catch(() => undefined)
    if (found && found.mtimeMs >= startedAt) added.delete(file)
  }
  return new Map([...earlier, ...added])
}
