import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { UserError } from '../../cli/errors.mts'
import { createApi, type KubeApi } from '../../kube/api.mts'
import { connectKubeconfig } from '../../kube/connection.mts'
import { embeddedLease } from '../../kube/embedded-lease.mts'
import { leases } from '../../kube/resources.mts'
import { type StateFolder, stateFolder } from '../../state-folder.mts'
import { findRunningPid } from './pid-file.mts'

export interface RunningCluster {
  api: KubeApi
  kubeconfig: string
  /** The process ID of the background process. */
  pid: number
  /** Commands that are missing on this machine and for which a built-in replacement is used. */
  replacedCommands: string[]
}

const responseTimeoutMs = 5_000

/**
 * Finds the running embedded cluster. Returns undefined if there is none or if it has crashed. Throws a
 * UserError if its process runs but does not respond.
 */
export const findEmbedded = async (
  folder: StateFolder = stateFolder(),
): Promise<RunningCluster | undefined> => {
  const pid = await findRunningPid(folder.pidFile)
  if (pid === undefined || !existsSync(folder.kubeconfig)) return undefined
  const connection = await connectKubeconfig(folder.kubeconfig).catch(ignoreUserError)
  if (!connection) return undefined
  const api = createApi(connection)
  const signal = AbortSignal.timeout(responseTimeoutMs)
  try {
    const { name, namespace } = embeddedLease
    await api.get(leases, name, { namespace, signal })
    return await createRunningCluster(api, folder, pid)
  } catch (error) {
    api.close()
    if (signal.aborted) throw createNotRespondingError(pid)
    // The port is closed, or another program with another certificate listens there.
    return ignoreUserError(error)
  }
}

const createNotRespondingError = (pid: number): UserError =>
  new UserError(
    `Failed to reach the embedded cluster: process ${pid} did not respond within ${responseTimeoutMs / 1000} s.`,
    'Wait and try again if this machine is busy. Otherwise, remove the cluster with `npx zx scripts/cleanup.mts`.',
  )

/** Connects to the cluster that this process has just started. */
export const connectToEmbedded = async (
  folder: StateFolder,
  pid: number,
): Promise<RunningCluster> =>
  createRunningCluster(createApi(await connectKubeconfig(folder.kubeconfig)), folder, pid)

const createRunningCluster = async (
  api: KubeApi,
  { kubeconfig, bin }: StateFolder,
  pid: number,
): Promise<RunningCluster> => ({ api, kubeconfig, pid, replacedCommands: await readdir(bin) })

const ignoreUserError = (error: unknown): undefined => {
  if (!(error instanceof UserError)) throw error
}
