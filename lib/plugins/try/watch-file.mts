import { type FSWatcher, watch } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { messageOf, UserError } from '../../cli/errors.mts'

/** Editors save a file in several steps. */
const settleMs = 50

/**
 * Calls `work` immediately, and again after each change to the text of a file, until `signal` aborts.
 * `work` receives the watched files, and resolves with the files to watch next.
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
    while (!signal.aborted) {
      watchFolders()
      const startedAt = Date.now()
      const before = await readTexts(files)
      files = await work(files)
      watchFolders()
      const used = await readUsed(files, before, startedAt)
      for (;;) {
        isTouched = false
        const now = await readTexts(files)
        if (signal.aborted || files.some(file => now.get(file) !== used.get(file))) break
        if (!isTouched)
          await new Promise<void>(resolve => {
            wake = resolve
          })
      }
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

const readTexts = async (files: string[]): Promise<Map<string, string>> =>
  new Map(
    await Promise.all(
      files.map(async file => [file, await readFile(file, 'utf8').catch(() => '')] as const),
    ),
  )

/** Returns the texts that `work` has read. Leaves out files that changed while it ran. */
const readUsed = async (
  files: string[],
  before: Map<string, string>,
  startedAt: number,
): Promise<Map<string, string>> => {
  const known = files.flatMap(file => {
    const text = before.get(file)
    return text === undefined ? [] : [[file, text] as const]
  })
  const more = await readTexts(files.filter(file => !before.has(file)))
  for (const file of more.keys()) {
    const found = await stat(file).catch(() => undefined)
    if (found && found.mtimeMs >= startedAt) more.delete(file)
  }
  return new Map([...known, ...more])
}
