import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { command } from './command.mts'
import { sendSignal } from './signals.mts'

const pollMs = 20

/**
 * When a process started, as a text that no later process of the same pid shares: clock ticks on Linux,
 * `ps -o lstart` elsewhere. Undefined if no such process runs; a zombie has ended.
 */
export const startOf = async (pid: number): Promise<string | undefined> =>
  process.platform === 'linux' ? startByProc(pid) : startByPs(pid)

/** Fields 3 (state) and 22 (starttime) of proc(5), counted behind the name, which may contain anything. */
const startByProc = async (pid: number): Promise<string | undefined> => {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return fields[0] === 'Z' ? undefined : fields[19]
}

const startByPs = async (pid: number): Promise<string | undefined> => {
  const text = await command()`ps -o stat=,lstart= -p ${pid}`.catch(() => '')
  const [, state = 'Z', start] = /^(\S+)\s+(.*\S)/.exec(text.trim()) ?? []
  return state.startsWith('Z') ? undefined : start
}

/** Ends a process with SIGTERM, with SIGKILL after `graceMs` or at once if that is 0; resolves once it has ended. */
export const endProcess = async (pid: number, graceMs: number): Promise<void> => {
  const start = await startOf(pid)
  const isGone = async () => start === undefined || (await startOf(pid)) !== start
  if (await isGone()) return
  if (graceMs > 0) sendSignal(pid, 'SIGTERM')
  const until = performance.now() + graceMs
  while (performance.now() < until && !(await isGone())) await sleep(pollMs)
  if (await isGone()) return
  sendSignal(pid, 'SIGKILL')
  while (!(await isGone())) await sleep(pollMs)
}
