import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { open, readFile, rename, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { $ } from 'zx/core'
import { UserError } from '../../cli/errors.mts'
import { endProcess } from '../../cli/processes.mts'
import type { BackgroundClusterOptions } from '../../embedded/background-cluster.mts'
import { embeddedLease } from '../../kube/embedded-lease.mts'
import { leases } from '../../kube/resources.mts'
import { displayPath } from '../../repository.mts'
import { installStandIns } from '../../stand-ins/install.mts'
import { type StateFolder, stateFolder, unwritable, withLock } from '../../state-folder.mts'
import type { Versions } from '../versions.mts'
import { findEmbedded, openEmbedded, type RunningEmbedded } from './find.mts'
import { nodeArguments, plainEnvironment } from './node-process.mts'
import { stopWatchdog } from './watchdog.mts'

/** A background process that loads its code and then waits for its options. */
export interface Launch {
  /** Sends the options, and resolves once the API server responds. */
  start: (name: string, versions: Versions, signal: AbortSignal) => Promise<RunningEmbedded>
  /** Ends the process and removes its files. */
  cancel: () => Promise<void>
}

/** Starts the background process as early as possible, because it loads as much code as `run`. */
export const launchEmbedded = async (folder: StateFolder): Promise<Launch> => {
  // Keep the log of a crashed cluster.
  await rename(folder.log, folder.previousLog).catch(() => {})
  await discard(folder)
  const log = await open(folder.log, 'w', 0o600).catch(error => {
    throw unwritable(folder.log, error)
  })
  // The folder is an argument so that `ps` shows which cluster the process belongs to.
  const child = spawn(
    process.execPath,
    [maxYoungGeneration, ...nodeArguments(program), folder.path],
    {
      detached: true,
      stdio: ['ignore', log.fd, log.fd, 'ipc'],
      cwd: folder.path,
      env: plainEnvironment(),
    },
  )
  await log.close()
  return {
    start: async (name, versions, signal) => {
      signal.throwIfAborted()
      child.send(await prepare(folder, name, versions), () => {})
      await waitUntilReady(child, folder, signal)
      child.disconnect()
      child.unref()
      return openEmbedded(folder, child.pid ?? 0)
    },
    cancel: async () => {
      const exited = once(child, 'exit')
      if (child.kill('SIGKILL')) await exited
      await discard(folder)
    },
  }
}

const prepare = async (
  folder: StateFolder,
  name: string,
  versions: Versions,
): Promise<BackgroundClusterOptions> => {
  await installStandIns(folder.bin, $.env.PATH ?? '').catch(error => {
    throw unwritable(folder.bin, error)
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
 * Semi-spaces of at most 2 MB instead of 16 MB. The process keeps few objects, so larger ones would only
 * hold garbage.
 */
const maxYoungGeneration = '--max-semi-space-size=2'
const program = fileURLToPath(new URL('../../embedded/cluster-process.mts', import.meta.url))

const waitUntilReady = async (
  child: ChildProcess,
  folder: StateFolder,
  signal: AbortSignal,
): Promise<void> => {
  const stop = () => child.kill('SIGKILL')
  signal.addEventListener('abort', stop)
  try {
    const settled = await Promise.race([
      once(child, 'message').then(([message]) => (message as { type: string }).type),
      once(child, 'exit').then(() => 'ended'),
    ])
    signal.throwIfAborted()
    if (settled !== 'ready') throw await readStartError(folder)
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

const readStartError = async ({ log }: StateFolder): Promise<UserError> => {
  const text = await readFile(log, 'utf8').catch(() => '')
  const reason = /^\w*Error: .*$/m.exec(text)?.[0] ?? 'its process exited immediately'
  return new UserError(
    `Failed to start the embedded cluster: ${reason}.`,
    `Read its log, ${displayPath(log)}.`,
  )
}

/** Stops the cluster and removes all its processes and files. False if there was no cluster. */
export const stopEmbedded = async (folder: StateFolder = stateFolder()): Promise<boolean> =>
  existsSync(folder.path) && withLock(folder, () => stopEmbeddedHoldingLock(folder))

/** Like `stopEmbedded`, for a caller that holds the lock. */
export const stopEmbeddedHoldingLock = async (folder: StateFolder): Promise<boolean> => {
  const embedded = await findEmbedded(folder)
  await stopWatchdog(folder)
  if (embedded) {
    const closed = waitForServerToClose(embedded, folder)
    await endProcess(embedded.pid, exitLimitMs)
    await closed
    embedded.api.close()
  }
  await discard(folder)
  await rm(folder.previousLog, { force: true })
  return true
}

/** Resolves when the server closes a watch. The process writes no files after that. */
const waitForServerToClose = async (
  { api }: RunningEmbedded,
  folder: StateFolder,
): Promise<void> => {
  try {
    for await (const _ of api.watch(leases, { namespace: embeddedLease.namespace }));
  } catch (error) {
    if (await findEmbedded(folder)) throw error
  }
}

/** The process ends soon after its server has closed. */
const exitLimitMs = 10_000

/** Removes the files of a stopped or crashed cluster, except the lock and the previous log. */
const discard = async (folder: StateFolder): Promise<void> => {
  const { kubeconfig, log, watchdogLog, bin, nodes } = folder
  await stopWatchdog(folder)
  for (const path of [kubeconfig, `${kubeconfig}.new`, log, watchdogLog, bin, nodes])
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
