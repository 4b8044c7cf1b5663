import { existsSync } from 'node:fs'
import { mkdir, rmdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { $ } from 'zx/core'
import { UserError } from './cli/errors.mts'
import { acquireLock, LockHeldError } from './lock.mts'
import { type StateFolder, stateFilesIn } from './state-files.mts'

const defaultPath = fileURLToPath(new URL('../.npd-test', import.meta.url))

/** `.npd-test` in this repository, or the folder in NPD_TEST_DIR. */
export const stateFolder = (env: NodeJS.ProcessEnv = $.env): StateFolder =>
  stateFilesIn(resolve(env.NPD_TEST_DIR || defaultPath))

/** A separate kubeconfig, so that kind does not switch the user's current context. */
export const kindKubeconfig = ({ kind }: StateFolder): string => join(kind, 'kubeconfig')

export type { StateFolder }

/** Whether `run` has finished creating a kind cluster. */
export const hasKindCluster = (folder: StateFolder = stateFolder()): boolean =>
  existsSync(kindKubeconfig(folder))

/**
 * Runs `work` as the demo of this folder, so that `cleanup` does not remove its cluster. Throws a LockedError
 * if another demo is running.
 */
export const runAsDemo = <T,>({ path, demo }: StateFolder, work: () => Promise<T>): Promise<T> =>
  runWithLock(path, demo, work)

/** Throws a LockedError while a demo runs. */
export const checkNoDemoIsRunning = async ({ path, demo }: StateFolder): Promise<void> => {
  if (!existsSync(path)) return
  const release = await lockFolder(path, demo)
  await release()
}

/** Another process is using the cluster. */
export class LockedError extends UserError {}

/**
 * Runs `work` while no other process uses the folder. Throws a LockedError if another process does,
 * and a UserError if the folder is not writable. Takes over the lock of a process that has ended.
 */
export const withLock = <T,>({ path, lock }: StateFolder, work: () => Promise<T>): Promise<T> =>
  runWithLock(path, lock, work)

const runWithLock = async <T,>(path: string, lock: string, work: () => Promise<T>): Promise<T> => {
  const release = await lockFolder(path, lock)
  try {
    return await work()
  } finally {
    await release()
    // Remove the folder if it is empty.
    await rmdir(path).catch(() => {})
  }
}

const lockFolder = async (path: string, lock: string): Promise<() => Promise<void>> => {
  for (;;)
    try {
      await mkdir(path, { recursive: true, mode: 0o700 })
      return await acquireLock(lock)
    } catch (error) {
      // Another process has removed the empty folder in the meantime.
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') continue
      throw describeLockFailure(lock, error)
    }
}

const describeLockFailure = (lock: string, error: unknown): UserError => {
  if (error instanceof LockHeldError)
    return new LockedError(
      `Failed to lock ${lock}: process ${error.holder.pid} is using this cluster.`,
      'Wait until it has ended, then try again.',
    )
  if ((error as NodeJS.ErrnoException).code === 'EINVAL')
    return new UserError(
      `Failed to lock ${lock}: a different version of this project created it.`,
      `If no script is running, remove it with \`rm ${lock}\`.`,
    )
  return createWriteError(lock, error)
}

const reasons: Record<string, string> = {
  EACCES: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'part of the path is not a folder',
}

export const createWriteError = (path: string, error: unknown): UserError => {
  const { code = '', message } = error as NodeJS.ErrnoException
  return new UserError(
    `Failed to write ${path}: ${reasons[code] ?? message}.`,
    'Free some space, fix the permissions, or choose another folder with NPD_TEST_DIR.',
    { cause: error },
  )
}
