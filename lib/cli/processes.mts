import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { attempt } from './command.mts'
import { sendSignal } from './signals.mts'

const pollMs = 20

/**
 * Resolves with the start time of a process, as a string. It differs for a later process with the same pid.
 * The string contains clock ticks on Linux, and the output of `ps -o lstart` elsewhere. Resolves with undefined
 * if the process does not exist or is a zombie. Rejects if the start time cannot be read: otherwise, a running
 * process would look as if it had ended.
 */
export const readStartTime = async (
  pid: number,
  platform: NodeJS.Platform = process.platform,
): Promise<string | undefined> =>
  platform === 'linux' ? readStartTimeFromProc(pid) : readStartTimeFromPs(pid)

/** Reads the fields 3 (state) and 22 (starttime) of /proc/PID/stat. The name before them can contain any character. */
const readStartTimeFromProc = async (pid: number): Promise<string | undefined> => {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(error => {
    // ESRCH: the process ended after the file was opened.
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return ''
    throw error
  })
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return fields[0] === 'Z' ? undefined : fields[19]
}

/** A fixed locale and time zone, because those of the caller would change the output. */
const fixedLocaleEnv = { LC_ALL: 'C', TZ: 'UTC0' }

const readStartTimeFromPs = async (pid: number): Promise<string | undefined> => {
  const output = await attempt({ env: fixedLocaleEnv })`ps -o stat=,lstart= -p ${pid}`
  const text = output.stdout.trim()
  if (output.exitCode === 1 && text + output.stderr.trim() === '') return undefined
  const [, state, start] = /^(\S+)\s+(.*\S)/.exec(text) ?? []
  if (state === undefined)
    throw new Error(`ps did not report process ${pid}: ${output.stderr.trim() || 'no output'}`)
  return state.startsWith('Z') ? undefined : start
}

/**
 * Sends SIGTERM, then SIGKILL after `graceMs`. If `graceMs` is 0, sends only SIGKILL. Resolves once the process has
 * exited. Rejects with an AbortError if `signal` aborts first.
 */
export const stopProcess = async (
  pid: number,
  graceMs: number,
  signal?: AbortSignal,
): Promise<void> => {
  const start = await readStartTime(pid)
  const hasEnded = async () => start === undefined || (await readStartTime(pid)) !== start
  if (await hasEnded()) return
  if (graceMs > 0) sendSignal(pid, 'SIGTERM')
  const deadline = performance.now() + graceMs
  while (performance.now() < deadline && !(await hasEnded()))
    await sleep(pollMs, undefined, { signal })
  if (await hasEnded()) return
  sendSignal(pid, 'SIGKILL')
  while (!(await hasEnded())) await sleep(pollMs, undefined, { signal })
}
