import { existsSync } from 'node:fs'
import { mkdir, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { $ } from 'zx/core'
import { UserError } from './cli/errors.mts'
import { HeldError, takeLock } from './lock.mts'

/** The files of our clusters; all of them are the owner's alone. */
export interface StateFolder {
  path: string
  /** What a user exports as KUBECONFIG. */
  kubeconfig: string
  /** What the background process says of itself. */
  log: string
  /** The same of the process before, if it crashed. */
  previousLog: string
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
  /** The lock of a `demo`, while it runs. */
  demo: string
}

const defaultPath = fileURLToPath(new URL('../../.npd-test', import.meta.url))

/** `.npd-test` in this repository, or the folder that NPD_TEST_DIR names. */
export const stateFolder = (env: NodeJS.ProcessEnv = $.env): StateFolder => {
  const path = env.NPD_TEST_DIR || defaultPath
  return {
    path,
    kubeconfig: join(path, 'kubeconfig'),
    log: join(path, 'daemon.log'),
    previousLog: join(path, 'daemon.previous.log'),
    demo: join(path, 'demo'),
    watchdogLog: join(path, 'watchdog.log'),
    watchdogPid: join(path, 'watchdog.pid'),
    bin: join(path, 'bin'),
    nodes: join(path, 'nodes'),
    kind: join(path, 'kind'),
    lock: join(path, 'lock'),
  }
}

/** The kubeconfig of our own, so that kind does not switch the user's context. */
export const kindKubeconfig = ({ kind }: StateFolder): string => join(kind, 'kubeconfig')

/** Whether `run` has made a kind cluster, and finished that. */
export const isKindMade = (folder: StateFolder = stateFolder()): boolean =>
  existsSync(kindKubeconfig(folder))

/**
 * Does `work` as the demo of this folder, which keeps `cleanup` from removing its cluster. Throws a
 * LockedError if another demo runs.
 */
export const asDemo = <T,>({ path, demo }: StateFolder, work: () => Promise<T>): Promise<T> =>
  whileHolding(path, demo, work)

/** Throws a LockedError while a demo runs. */
export const refuseDuringDemo = async ({ path, demo }: StateFolder): Promise<void> => {
  if (!existsSync(path)) return
  const release = await lockFolder(path, demo)
  await release()
}

/** Another process works on the cluster. */
export class LockedError extends UserError {}

/**
 * Does `work` while no other process does. Throws a LockedError if one does already, a UserError if the
 * folder cannot be written. The lock of a process that has ended is taken over.
 */
export const withLock = <T,>({ path, lock }: StateFolder, work: () => Promise<T>): Promise<T> =>
  whileHolding(path, lock, work)

const whileHolding = async <T,>(path: string, lock: string, work: () => Promise<T>): Promise<T> => {
  const release = await lockFolder(path, lock)
  try {
    return await work()
  } finally {
    await release()
    // It is empty if nothing was created: leave nothing behind.
    await rmdir(path).catch(() => {})
  }
}

const lockFolder = async (path: string, lock: string): Promise<() => Promise<void>> => {
  for (;;)
    try {
      await mkdir(path, { recursive: true, mode: 0o700 })
      return await takeLock(lock)
    } catch (error) {
      // Another process has removed the empty folder in between.
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') continue
      throw describeLockFailure(lock, error)
    }
}

const describeLockFailure = (lock: string, error: unknown): UserError => {
  if (error instanceof HeldError)
    return new LockedError(
      `Failed to lock ${lock}: process ${error.holder.pid} is using this cluster.`,
      'Wait until it has ended, then try again.',
    )
  if ((error as NodeJS.ErrnoException).code === 'EINVAL')
    return new UserError(
      `Failed to lock ${lock}: another version of this project created it.`,
      `If no script is running, remove it with \`rm ${lock}\`.`,
    )
  return unwritable(lock, error)
}

const reasons: Record<string, string> = {
  EACCES: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'part of the path is not a folder',
}

export const unwritable = (path: string, error: unknown): UserError => {
  const { code = '', message } = error as NodeJS.ErrnoException
  return new UserError(
    `Failed to write ${path}: ${reasons[code] ?? message}.`,
    'Free some space, fix the permissions, or choose another folder with NPD_TEST_DIR.',
    { cause: error },
  )
}
