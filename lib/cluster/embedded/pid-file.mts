import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { readStartTime } from '../../cli/processes.mts'
import { createWriteError } from '../../state-folder.mts'

const pollMs = 250

/** Records a process with its start time, because the system reuses process IDs. */
export const writePidFile = async (file: string, pid: number): Promise<void> => {
  const text = `${pid} ${await readStartTime(pid)}`
  await writeFile(file, text, { mode: 0o600 }).catch(error => {
    throw createWriteError(file, error)
  })
}

/** Reads the process ID in the file. Returns undefined if the file does not exist or the process has ended. */
export const findRunningPid = async (file: string): Promise<number | undefined> => {
  if (!existsSync(file)) return undefined
  const [, pid, start] = /^(\d+) (.+)$/.exec(await readFile(file, 'utf8')) ?? []
  return start !== undefined && (await readStartTime(Number(pid))) === start
    ? Number(pid)
    : undefined
}

/**
 * Runs `work`. If the process in the file ends first, aborts `work` and rejects with the error from
 * `createExitError`.
 */
export const failOnProcessExit = async <T,>(
  file: string,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
  createExitError: () => Promise<Error>,
): Promise<T> => {
  const doneController = new AbortController()
  const exitController = new AbortController()
  const watching = waitForExit(file, doneController.signal).then(() => exitController.abort())
  watching.catch(() => {})
  try {
    return await work(AbortSignal.any([signal, exitController.signal]))
  } catch (error) {
    // A connection can break before polling detects that the process has ended.
    if (!signal.aborted && (await findRunningPid(file)) === undefined) throw await createExitError()
    throw error
  } finally {
    doneController.abort()
  }
}

const waitForExit = async (file: string, signal: AbortSignal): Promise<void> => {
  while ((await findRunningPid(file)) !== undefined) await sleep(pollMs, undefined, { signal })
}
