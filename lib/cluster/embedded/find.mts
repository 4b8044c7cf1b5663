import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { UserError } from '../../cli/errors.mts'
import { createApi, type KubeApi } from '../../kube/api.mts'
import { connectKubeconfig } from '../../kube/connection.mts'
import { embeddedLease } from '../../kube/embedded-lease.mts'
import { leases } from '../../kube/resources.mts'
import type { Lease } from '../../kube/types.mts'
import { type StateFolder, stateFolder } from '../../state-folder.mts'

export interface Embedded {
  api: KubeApi
  kubeconfig: string
  /** Of its background process. */
  pid: number
  /** Commands that the machine lacks, and that we stand in for. */
  standIns: string[]
}

/** The embedded cluster that runs; undefined if there is none, or only what a crashed one left. */
export const findEmbedded = async (
  folder: StateFolder = stateFolder(),
): Promise<Embedded | undefined> => {
  if (!existsSync(folder.kubeconfig)) return undefined
  const connection = await connectKubeconfig(folder.kubeconfig).catch(ignoreUserError)
  if (!connection) return undefined
  const api = createApi(connection)
  try {
    const { name, namespace } = embeddedLease
    const lease = await api.get<Lease>(leases, name, { namespace })
    return {
      api,
      kubeconfig: folder.kubeconfig,
      pid: Number(lease.spec?.holderIdentity),
      standIns: await readdir(folder.bin),
    }
  } catch (error) {
    api.close()
    // Nobody listens there, or somebody else does, who knows neither our token nor our certificate.
    return ignoreUserError(error)
  }
}

const ignoreUserError = (error: unknown): undefined => {
  if (!(error instanceof UserError)) throw error
}
