import { type FSWatcher, watch } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { messageOf, UserError } from '../../cli/errors.mts'

/** Editors save a file in several steps. */
const settleMs = 50

/**
 * Calls `work` immediately, and again after each change of the text of a file, until `signal`
 * aborts. `work` receives the files that it used the last time, and resolves with those to watch.
 */
export const runOnEachChange = async (
  first: string[],
  work: (files: string[]) => Promise<string[]>,
  signal: AbortSignal,
): Promise<void> => {
  let files = first
  let isTouched = false
  let wake = () => {}
  const touch = () => {
    isTouched = true
    wake()
  }
  const watchers = new Map<string, FSWatcher>()
  // Watches the folders, because an editor may replace a file.
  const watchFolders = () => {
    for (const folder of files.map(file => dirname(file)))
      if (!watchers.has(folder)) watchers.set(folder, startWatch(folder, touch))
  }
  signal.addEventListener('abort', touch)
  try {
    watchFolders()
    while (!signal.aborted) {
      const before = await readAll(files)
      const used = await work(files)
      const isSame = used.join('\0') === files.join('\0')
      files = used
      watchFolders()
      const text = isSame ? before : await readAll(files)
      do {
        if (!isTouched)
          await new Promise<void>(resolve => {
            wake = resolve
          })
        isTouched = false
      } while (!signal.aborted && (await readAll(files)) === text)
      await delay(settleMs, undefined, { signal }).catch(() => {})
    }
  } finally {
    signal.removeEventListener('abort', touch)
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

const readAll = async (files: string[]): Promise<string> =>
  (await Promise.all(files.map(file => readFile(file, 'utf8').catch(() => '')))).join('\0')
