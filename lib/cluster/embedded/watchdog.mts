import { spawn } from 'node:child_process'
import { open, readFile, rm } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { UserError } from '../../cli/errors.mts'
import { endProcess } from '../../cli/processes.mts'
import { displayPath } from '../../repository.mts'
import { type StateFolder, unwritable } from '../../state-folder.mts'
import { nodeArguments, plainEnvironment } from './node-process.mts'
import { findProcess, writePidFile } from './pid-file.mts'

const program = fileURLToPath(new URL('../../watchdog/watchdog-process.mts', import.meta.url))

const pollMs = 20
const endLimitMs = 10_000
const startLimitMs = 20_000

/**
 * The watchdog of an embedded cluster: a background process with its own log. It ends when its
 * cluster does. The folder is an argument so that `ps` shows which cluster the process belongs to.
 */
export const startWatchdog = async (folder: StateFolder, signal: AbortSignal): Promise<number> => {
  await stopWatchdog(folder)
  const log = await open(folder.watchdogLog, 'w', 0o600).catch(error => {
    throw unwritable(folder.watchdogLog, error)
  })
  const child = spawn(process.execPath, [...nodeArguments(program), folder.path], {
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
    cwd: folder.path,
    env: plainEnvironment(),
  })
  await log.close()
  child.unref()
  const { pid = 0 } = child
  await writePidFile(folder.watchdogPid, pid)
  await waitUntilLeading(folder, child, signal)
  return pid
}

const waitUntilLeading = async (
  folder: StateFolder,
  child: { exitCode: number | null },
  signal: AbortSignal,
): Promise<void> => {
  const until = performance.now() + startLimitMs
  for (;;) {
    const text = await readFile(folder.watchdogLog, 'utf8')
    if (/^\S+ {2}(leading|standing by)/m.test(text)) return
    if (child.exitCode !== null || performance.now() > until) {
      await stopWatchdog(folder)
      throw new UserError(
        `Failed to start the watchdog: ${text.trim().split('\n').at(-1) || 'it printed nothing'}.`,
        `Read its log, ${displayPath(folder.watchdogLog)}.`,
      )
    }
    await sleep(pollMs, undefined, { signal })
  }
}

/** Ends the watchdog and waits until it has ended. */
export const stopWatchdog = async (folder: StateFolder, signal?: AbortSignal): Promise<void> => {
  const pid = await findProcess(folder.watchdogPid)
  if (pid !== undefined) await endProcess(pid, endLimitMs, signal)
  await rm(folder.watchdogPid, { force: true })
}
