import { type FSWatcher, watch } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { messageOf, UserError } from '../../cli/errors.mts'

/** Editors save a file in several steps. */
const settleMs = 50

/**
 * Calls `work` immediately and again after each change of the file's text, until `signal` aborts.
 */
export const runOnEachChange = async (
  file: string,
  work: () => Promise<void>,
  signal: AbortSignal,
): Promise<void> => {
  let isTouched = false
  let wake = () => {}
  const touch = () => {
    isTouched = true
    wake()
  }
  // Watches the folder, because an editor may replace the file.
  const watcher = startWatch(dirname(file), touch)
  signal.addEventListener('abort', touch)
  try {
    while (!signal.aborted) {
      const text = await read(file)
      await work()
      do {
        if (!isTouched)
          await new Promise<void>(resolve => {
            wake = resolve
          })
        isTouched = false
      } while (!signal.aborted && (await read(file)) === text)
      await delay(settleMs, undefined, { signal }).catch(() => {})
    }
  } finally {
    signal.removeEventListener('abort', touch)
    watcher.close()
  }
}

const startWatch = (folder: string, onChange: () => void): FSWatcher => {
  try {
    return watch(folder, onChange)
  } catch (error) {
    throw new UserError(`Failed to watch ${folder}: ${messageOf(error)}.`, 'Omit --watch.')
  }
}

const read = (file: string): Promise<string> => readFile(file, 'utf8').catch(() => '')
