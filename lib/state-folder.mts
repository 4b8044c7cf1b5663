import { link, mkdir, readFile, rm, rmdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { $ } from 'zx/core'
import { UserError } from './cli/errors.mts'

/** The files of our clusters; all of them are the owner's alone. */
export interface StateFolder {
  path: string
  /** What a user exports as KUBECONFIG. */
  kubeconfig: string
  /** What the background process says of itself. */
  log: string
  /** What the watchdog says, where one runs, and the number of its process. */
  watchdogLog: string
  watchdogPid: string
  /** Stand-ins for commands that the machine lacks. */
  bin: string
  /** Files of pods, by node. */
  nodes: string
  /** Of the kind cluster: its kubeconfig, what it is made from. It exists if that cluster is ours. */
  kind: string
  lock: string
}

const defaultPath = fileURLToPath(new URL('../../.npd-test', import.meta.url))

/** `.npd-test` in this repository, or the folder that NPD_TEST_DIR names. */
export const stateFolder = (env: NodeJS.ProcessEnv = $.env): StateFolder => {
  const path = env.NPD_TEST_DIR || defaultPath
  return {
    path,
    kubeconfig: join(path, 'kubeconfig'),
    log: join(path, 'daemon.log'),
    watchdogLog: join(path, 'watchdog.log'),
    watchdogPid: join(path, 'watchdog.pid'),
    bin: join(path, 'bin'),
    nodes: join(path, 'nodes'),
    kind: join(path, 'kind'),
    lock: join(path, 'lock'),
  }
}

/** Another process works on the cluster. */
export class LockedError extends UserError {}

/**
 * Does `work` while no other process does. Throws a LockedError if one does already, a UserError if the
 * folder cannot be written. The lock of a process that has died is taken over.
 */
export const withLock = async <T,>(
  { path, lock }: StateFolder,
  work: () => Promise<T>,
): Promise<T> => {
  await mkdir(path, { recursive: true, mode: 0o700 }).catch(error => {
    throw unwritable(path, error)
  })
  await takeLock(lock)
  try {
    return await work()
  } finally {
    await rm(lock, { force: true })
    // Nothing came of it: leave nothing behind.
    await rmdir(path).catch(() => {})
  }
}

/** A link appears with its content at once, so nobody finds a lock that names no process yet. */
const takeLock = async (lock: string): Promise<void> => {
  const draft = `${lock}.${process.pid}`
  try {
    await writeFile(draft, String(process.pid), { mode: 0o600 })
    while (!(await isLinked(draft, lock))) await discardStaleLock(lock)
  } catch (error) {
    throw error instanceof UserError ? error : unwritable(lock, error)
  } finally {
    await rm(draft, { force: true }).catch(() => {})
  }
}

const isLinked = async (draft: string, lock: string): Promise<boolean> => {
  try {
    await link(draft, lock)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

const discardStaleLock = async (lock: string): Promise<void> => {
  const pid = Number(await readFile(lock, 'utf8').catch(() => ''))
  if (pid > 0 && isAlive(pid))
    throw new LockedError(
      `Failed to lock ${lock}: process ${pid} is working on this cluster.`,
      'Wait until it is done, and try again.',
    )
  await rm(lock, { force: true })
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

const words: Record<string, string> = {
  EACCES: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a part of the path is no folder',
}

export const unwritable = (path: string, error: unknown): UserError => {
  const { code = '', message } = error as NodeJS.ErrnoException
  return new UserError(
    `Failed to write ${path}: ${words[code] ?? message}.`,
    'Make room there or allow it, or name another folder in NPD_TEST_DIR.',
    { cause: error },
  )
}
