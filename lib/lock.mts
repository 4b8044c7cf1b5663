import { randomUUID } from 'node:crypto'
import { readlink, symlink, unlink } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { readStartTime } from './cli/processes.mts'

/** The holder of a lock. The nonce makes each acquisition unique. */
export interface Holder {
  pid: number
  nonce: string
  start: string
}

/** Another process holds the lock. */
export class LockHeldError extends Error {
  readonly holder: Holder
  constructor(path: string, holder: Holder) {
    super(`${path} is held by process ${holder.pid}`)
    this.holder = holder
  }
}

const retryMs = 5
/**
 * How long to wait for a guard, the lock that protects the removal of a stale lock. It is held only for a few
 * system calls.
 */
const guardTimeoutMs = 5_000

/**
 * Acquires a lock that excludes all other processes on this machine, and resolves with the function that
 * releases it. Rejects with a LockHeldError while a running process holds the lock, and with another Error if it is
 * unknown whether the holder is still running.
 *
 * The lock is a symbolic link whose target describes its holder. A link is created atomically with its content,
 * even if the disk is full. If the holder has ended, another process can remove its lock. Before it removes the
 * lock, the other process must acquire a second lock, the guard, whose path contains the nonce of the stale
 * lock. It then checks the nonce again, so it cannot remove a lock that was acquired in the meantime.
 */
export const acquireLock = async (path: string): Promise<() => Promise<void>> => {
  const start = await readStartTime(process.pid)
  if (start === undefined) throw new Error('the start time of this process is unknown')
  const ownHolder: Holder = { pid: process.pid, nonce: randomUUID(), start }
  while (!(await tryCreate(path, ownHolder))) {
    const holder = await readHolder(path)
    if (!holder) continue
    if (await isAlive(holder)) throw new LockHeldError(path, holder)
    await removeStale(path, holder)
  }
  return () => removeIfHeldBy(path, ownHolder)
}

const tryCreate = async (path: string, holder: Holder): Promise<boolean> => {
  try {
    await symlink(`${holder.pid}:${holder.nonce}:${holder.start}`, path)
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  }
}

/** Reads the holder. Returns undefined if the lock was released in the meantime. Rejects if the file is not a lock. */
const readHolder = async (path: string): Promise<Holder | undefined> => {
  const target = await readlink(path).catch(error => {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  })
  if (target === undefined) return undefined
  const [, pid, nonce, start] = /^(\d+):([\w-]+):(.*)$/.exec(target) ?? []
  if (pid === undefined || nonce === undefined || start === undefined)
    throw new Error(`not a lock, but a link to \`${target}\``)
  return { pid: Number(pid), nonce, start }
}

const isAlive = async ({ pid, start }: Holder): Promise<boolean> =>
  (await readStartTime(pid)) === start

const removeStale = async (path: string, stale: Holder): Promise<void> => {
  const releaseGuard = await acquireGuard(`${path}.${stale.nonce}`)
  try {
    await removeIfHeldBy(path, stale)
  } finally {
    await releaseGuard()
  }
}

const acquireGuard = async (path: string): Promise<() => Promise<void>> => {
  const deadline = performance.now() + guardTimeoutMs
  for (;;)
    try {
      return await acquireLock(path)
    } catch (error) {
      if (!(error instanceof LockHeldError) || performance.now() > deadline) throw error
      await sleep(retryMs)
    }
}

const removeIfHeldBy = async (path: string, holder: Holder): Promise<void> => {
  if ((await readHolder(path))?.nonce === holder.nonce) await unlink(path)
}

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code
