import { readFile, rm } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { UserError } from '../../cli/errors.mts'
import { stopProcess } from '../../cli/processes.mts'
import { displayPath } from '../../repository.mts'
import type { StateFolder } from '../../state-folder.mts'
import { leaderLine, standbyLine } from '../watchdog-lines.mts'
import { startBackgroundProcess } from './node-process.mts'
import { findRunningPid } from './pid-file.mts'

const program = fileURLToPath(new URL('../../watchdog/watchdog-process.mts', import.meta.url))

/** Each line begins with the time. */
const startedLine = new RegExp(`^\\S+ {2}(${leaderLine}|${standbyLine})`, 'm')
const pollMs = 20
const stopTimeoutMs = 10_000
const startTimeoutMs = 20_000

/**
 * Starts the watchdog of an embedded cluster: a background process with its own log. It exits when the cluster
 * stops.
 */
export const startWatchdog = async (folder: StateFolder, signal: AbortSignal): Promise<number> => {
  await stopWatchdog(folder)
  const child = await startBackgroundProcess({
    program,
    folder: folder.path,
    logFile: folder.watchdogLog,
    pidFile: folder.watchdogPidFile,
  })
  child.unref()
  await waitUntilStarted(folder, child, signal)
  return child.pid ?? 0
}

const waitUntilStarted = async (
  folder: StateFolder,
  child: { exitCode: number | null },
  signal: AbortSignal,
): Promise<void> => {
  const deadline = performance.now() + startTimeoutMs
  for (;;) {
    const text = await readFile(folder.watchdogLog, 'utf8')
    if (startedLine.test(text)) return
    if (child.exitCode !== null || performance.now() > deadline) {
      await stopWatchdog(folder)
      throw new UserError(
        `Failed to start the watchdog: ${text.trim().split('\n').at(-1) || 'it printed nothing'}.`,
        `Read its log, ${displayPath(folder.watchdogLog)}.`,
      )
    }
    await sleep(pollMs, undefined, { signal })
  }
}

/** Stops the watchdog and waits until it has exited. */
export const stopWatchdog = async (folder: StateFolder, signal?: AbortSignal): Promise<void> => {
  const pid = await findRunningPid(folder.watchdogPidFile)
  if (pid !== undefined) await stopProcess(pid, stopTimeoutMs, signal)
  await rm(folder.watchdogPidFile, { force: true })
}
