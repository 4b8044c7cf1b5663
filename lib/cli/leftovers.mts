import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'

interface Leftover {
  pid: number
  command: string
  /** Whether the process is in the middle of an `exec`. Its environment is not readable during that time. */
  isStarting: boolean
}

/** The last process of a pipeline may end shortly after the script. */
const graceMs = 200
const pollMs = 20

/**
 * Kills the processes that a script has left running, inside and outside its process group, and
 * resolves with their command lines. The environment of these processes contains the string `marker`.
 * Without /proc, kills only the process group.
 */
export const killLeftovers = async (marker: string, group?: number): Promise<string[]> => {
  if (!existsSync('/proc/self/environ'))
    return group !== undefined && kill(-group) ? ['(unknown command)'] : []
  const deadline = performance.now() + graceMs
  let leftovers = await findLeftovers(marker)
  while (leftovers.length > 0 && performance.now() < deadline) {
    await delay(pollMs)
    leftovers = await findLeftovers(marker)
  }
  const found = leftovers.filter(({ isStarting }) => !isStarting)
  for (const { pid } of found) kill(pid)
  return found.map(({ command }) => command)
}

/** How long to wait for processes that are in the middle of an `exec`. */
const execTimeoutMs = 2_000

/**
 * Kills all processes that have `marker` in their environment, as the container runtime does when a container
 * ends. Repeats until none remain, because a process can start others in the meantime. Does nothing without
 * /proc.
 */
export const killMarkedProcesses = async (marker: string): Promise<void> => {
  const deadline = performance.now() + execTimeoutMs
  for (;;) {
    const leftovers = await findLeftovers(marker)
    const isDone = leftovers.every(({ isStarting }) => isStarting) && performance.now() > deadline
    if (leftovers.length === 0 || isDone) return
    for (const { pid, isStarting } of leftovers) if (!isStarting) kill(pid)
    await delay(pollMs)
  }
}

/** Returns whether there was a process to kill. */
const kill = (pid: number): boolean => {
  try {
    return process.kill(pid, 'SIGKILL')
  } catch {
    return false
  }
}

const findLeftovers = async (marker: string): Promise<Leftover[]> => {
  const names = await readdir('/proc').catch(() => [])
  const found = await Promise.all(
    names.filter(name => /^\d+$/.test(name)).map(createLeftoverReader(marker)),
  )
  return found.flatMap(leftover => leftover ?? [])
}

const createLeftoverReader =
  (marker: string) =>
  async (pid: string): Promise<Leftover | undefined> => {
    try {
      if (Number(pid) === process.pid) return undefined
      const environment = await readFile(`/proc/${pid}/environ`, 'utf8')
      const isStarting =
        environment === '' && isProgram(await readFile(`/proc/${pid}/stat`, 'utf8'))
      if (!isStarting && !environment.includes(marker)) return undefined
      const line = await readFile(`/proc/${pid}/cmdline`, 'utf8')
      return { pid: Number(pid), command: line.replaceAll('\0', ' ').trim(), isStarting }
    } catch {
      // The process belongs to another user or has ended in the meantime.
      return undefined
    }
  }

/** Linux's `PF_KTHREAD` flag. */
const kernelThreadFlag = 0x20_00_00

/**
 * Whether the process is a running program, not a kernel thread or a zombie. Those have no environment.
 */
const isProgram = (stat: string): boolean => {
  const [state = '', , , , , , flags] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return !'ZX'.includes(state) && (Number(flags) & kernelThreadFlag) === 0
}
