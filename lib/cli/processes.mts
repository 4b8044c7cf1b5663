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
): Promise<string | undefined> => (platform === 'linux' ? startByProc(pid) : startByPs(pid))

/** Reads the fields 3 (state) and 22 (starttime) of proc(5). They follow the name, which can contain any character. */
const startByProc = async (pid: number): Promise<string | undefined> => {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(error => {
    // ESRCH: the process ended after the file was opened.
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return ''
    throw error
  })
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return fields[0] === 'Z' ? undefined : fields[19]
}

/** A fixed locale and time zone, because those of the caller would change the output. */
const plainDates = { LC_ALL: 'C', TZ: 'UTC0' }

const startByPs = async (pid: number): Promise<string | undefined> => {
  const output = await attempt({ env: plainDates })`ps -o stat=,lstart= -p ${pid}`
  const text = output.stdout.trim()
  if (output.exitCode === 1 && text + output.stderr.trim() === '') return undefined
  const [, state, start] = /^(\S+)\s+(.*\S)/.exec(text) ?? []
  if (state === undefined)
    throw new Error(`ps did not report process ${pid}: ${output.stderr.trim() || 'no output'}`)
  return state.startsWith('Z') ? undefined : start
}

/**
 * Sends SIGTERM, then SIGKILL after `graceMs` (immediately if 0). Resolves once the process has ended. Rejects
 * with an AbortError if `signal` aborts first.
 */
export const endProcess = async (
  pid: number,
  graceMs: number,
  signal?: AbortSignal,
): Promise<void> => {
  const start = await readStartTime(pid)
  const isGone = async () => start === undefined || (await readStartTime(pid)) !== start
  if (await isGone()) return
  if (graceMs > 0) sendSignal(pid, 'SIGTERM')
  const until = performance.now() + graceMs
  while (performance.now() < until && !(await isGone())) await sleep(pollMs, undefined, { signal })
  if (await isGone()) return
  sendSignal(pid, 'SIGKILL')
  while (!(await isGone())) await sleep(pollMs, undefined, { signal })
}
