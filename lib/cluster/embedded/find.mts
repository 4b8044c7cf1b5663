import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { UserError } from '../../cli/errors.mts'
import { createApi, type KubeApi } from '../../kube/api.mts'
import { connectKubeconfig } from '../../kube/connection.mts'
import { embeddedLease } from '../../kube/embedded-lease.mts'
import { leases } from '../../kube/resources.mts'
import type { Lease } from '../../kube/types.mts'
import { type StateFolder, stateFolder } from '../../state-folder.mts'

export interface RunningEmbedded {
  api: KubeApi
  kubeconfig: string
  /** The process ID of the background process. */
  pid: number
  /** Commands that are missing on this machine and have a built-in replacement. */
  standIns: string[]
}

/** The running embedded cluster; undefined if there is none or it has crashed. */
export const findEmbedded = async (
  folder: StateFolder = stateFolder(),
): Promise<RunningEmbedded | undefined> => {
  if (!existsSync(folder.kubeconfig)) return undefined
  const connection = await connectKubeconfig(folder.kubeconfig).catch(ignoreUserError)
  if (!connection) return undefined
  const api = createApi(connection)
  try {
    const { name, namespace } = embeddedLease
    const lease = await api.get<Lease>(leases, name, { namespace })
    return await describeEmbedded(api, folder, Number(lease.spec?.holderIdentity))
  } catch (error) {
    api.close()
    // The port is closed, or another program with another certificate listens there.
    return ignoreUserError(error)
  }
}

/** The cluster that this process has just started. */
export const openEmbedded = async (folder: StateFolder, pid: number): Promise<RunningEmbedded> =>
  describeEmbedded(createApi(await connectKubeconfig(folder.kubeconfig)), folder, pid)

const describeEmbedded = async (
  api: KubeApi,
  { kubeconfig, bin }: StateFolder,
  pid: number,
): Promise<RunningEmbedded> => ({ api, kubeconfig, pid, standIns: await readdir(bin) })

const ignoreUserError = (error: unknown): undefined => {
  if (!(error instanceof UserError)) throw error
}
