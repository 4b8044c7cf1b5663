import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { readFile, rename, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { $ } from 'zx/core'
import { UserError } from '../../cli/errors.mts'
import { killMarkedProcesses } from '../../cli/leftovers.mts'
import { stopProcess } from '../../cli/processes.mts'
import type { BackgroundClusterOptions, StartMessage } from '../../embedded/background-cluster.mts'
import { containerVariable } from '../../embedded/node/container-marker.mts'
import { displayPath } from '../../repository.mts'
import { installStandIns } from '../../stand-ins/install.mts'
import { createWriteError, type StateFolder, stateFolder, withLock } from '../../state-folder.mts'
import type { Versions } from '../versions.mts'
import { connectToEmbedded, type RunningCluster } from './find.mts'
import { startBackgroundProcess } from './node-process.mts'
import { findRunningPid } from './pid-file.mts'
import { stopWatchdog } from './watchdog.mts'

/** A background process that loads its code and then waits for its options. */
export interface LaunchedProcess {
  /** Sends the options, and resolves once the API server responds. */
  start: (name: string, versions: Versions, signal: AbortSignal) => Promise<RunningCluster>
  /** Kills the process and removes its files. */
  cancel: () => Promise<void>
}

/**
 * Starts the background process, which loads its code while `run` checks the values. Call this as early as
 * possible.
 */
export const launchEmbedded = async (folder: StateFolder): Promise<LaunchedProcess> => {
  // Keep the log of a crashed cluster.
  await rename(folder.log, folder.previousLog).catch(() => {})
  await removeProcessesAndFiles(folder)
  // Until the background process is ready, it exits when this process exits.
  const child = await startBackgroundProcess({
    program,
    folder: folder.path,
    logFile: folder.log,
    pidFile: folder.pidFile,
    nodeOptions: [semiSpaceOption],
    withIpc: true,
  })
  return {
    start: async (name, versions, signal) => {
      signal.throwIfAborted()
      child.send(await prepareOptions(folder, name, versions), () => {})
      await waitUntilReady(child, folder, signal)
      child.disconnect()
      child.unref()
      return connectToEmbedded(folder, child.pid ?? 0)
    },
    cancel: async () => {
      const exited = once(child, 'exit')
      if (child.kill('SIGKILL')) await exited
      await removeProcessesAndFiles(folder)
    },
  }
}

const prepareOptions = async (
  folder: StateFolder,
  name: string,
  versions: Versions,
): Promise<BackgroundClusterOptions> => {
  await installStandIns(folder.bin, $.env.PATH ?? '').catch(error => {
    throw createWriteError(folder.bin, error)
  })
  // Loaded on demand, because only a new cluster needs it.
  const { createCredentials } = await import('../../embedded/credentials.mts')
  return {
    credentials: await createCredentials(),
    name,
    kubernetesVersion: versions.kubernetes,
    npdVersion: versions.nodeProblemDetector,
  }
}

/**
 * Limits V8's semi-spaces to 2 MB instead of 16 MB. Most objects in the background process are short-lived, so
 * larger semi-spaces would mostly contain garbage.
 */
const semiSpaceOption = '--max-semi-space-size=2'
const program = fileURLToPath(new URL('../../embedded/cluster-process.mts', import.meta.url))

const waitUntilReady = async (
  child: Awaited<ReturnType<typeof startBackgroundProcess>>,
  folder: StateFolder,
  signal: AbortSignal,
): Promise<void> => {
  const stop = () => child.kill('SIGKILL')
  signal.addEventListener('abort', stop)
  try {
    const startResult = await Promise.race([
      once(child, 'message').then(([message]) => message as StartMessage),
      once(child, 'exit').then((): StartMessage => ({ type: 'failed' })),
    ])
    signal.throwIfAborted()
    if (startResult.type !== 'ready') throw await readStartError(folder, startResult.reason)
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

/** Returns the error for a background process that has ended, with the reason and the end of its log. */
export const readStartError = async (
  { log }: StateFolder,
  knownReason?: string,
): Promise<UserError> => {
  const text = await readFile(log, 'utf8').catch(() => '')
  const reason =
    knownReason ?? /^\w*Error: .*$/m.exec(text)?.[0] ?? 'its process exited unexpectedly'
  const end = text.split('\n').filter(Boolean).slice(-maxLogLines)
  return new UserError(
    `Failed to start the embedded cluster: ${[`${reason}.`, ...end].join('\n    ')}`,
    `Read its log, ${displayPath(log)}, then run again.`,
  )
}

const maxLogLines = 5

/** Stops the cluster and removes all its processes and files. Returns false if there was no cluster. */
export const stopEmbedded = async (signal?: AbortSignal): Promise<boolean> => {
  const folder = stateFolder()
  if (!existsSync(folder.path)) return false
  await withLock(folder, () => stopEmbeddedWithLockHeld(folder, signal))
  return true
}

/** Like `stopEmbedded`, for a caller that holds the lock. */
export const stopEmbeddedWithLockHeld = async (
  folder: StateFolder,
  signal?: AbortSignal,
): Promise<void> => {
  await removeProcessesAndFiles(folder, signal)
  await rm(folder.previousLog, { force: true })
}

/** The time between SIGTERM and SIGKILL. A process that is suspended or stuck does not handle SIGTERM. */
const exitTimeoutMs = 10_000

/** Stops the processes of a cluster and removes its files, except the lock and the previous log. */
const removeProcessesAndFiles = async (
  folder: StateFolder,
  signal?: AbortSignal,
): Promise<void> => {
  const { kubeconfig, log, pidFile, watchdogLog, bin, nodes } = folder
  await stopWatchdog(folder, signal)
  const runningPid = await findRunningPid(pidFile)
  if (runningPid !== undefined) await stopProcess(runningPid, exitTimeoutMs, signal)
  await killMarkedProcesses(`${containerVariable}=${nodes}/`)
  for (const path of [kubeconfig, `${kubeconfig}.new`, log, pidFile, watchdogLog, bin, nodes])
    await rm(path, { recursive: true, force: true })
}

/** Throws a UserError if this user cannot listen on 127.0.0.1. */
export const checkLoopback = async (): Promise<void> => {
  const server = createServer().listen(0, '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch (error) {
    throw new UserError(
      `Failed to listen on 127.0.0.1: ${error instanceof Error ? error.message : error}.`,
      'Allow this user to open a port on 127.0.0.1.',
    )
  } finally {
    server.close()
  }
}
