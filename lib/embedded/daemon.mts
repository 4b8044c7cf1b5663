import { once } from 'node:events'
import { existsSync, watch } from 'node:fs'
import { rename, writeFile } from 'node:fs/promises'
import { delimiter } from 'node:path'
import { createApi } from '../kube/api.mts'
import { connectDirect } from '../kube/connection.mts'
import { embeddedLease } from '../kube/embedded-lease.mts'
import { leases } from '../kube/resources.mts'
import { stateFolder } from '../state-folder.mts'
import { startEmbeddedCluster } from './cluster.mts'
import type { Credentials } from './credentials.mts'
import { renderKubeconfig } from './kubeconfig.mts'

/** What the process that starts us sends: no secret stands on a command line. */
export interface DaemonOptions {
  credentials: Credentials
  name: string
  kubernetesVersion: string
  npdVersion: string
}

const logLine = (line: string) => console.error(`${new Date().toISOString()} ${line}`)

/**
 * The background process of an embedded cluster. It tells its parent `ready` and then lives on its
 * own, until SIGTERM or until its kubeconfig is gone. Without a parent it ends before it is ready.
 */
export const runDaemon = async (): Promise<void> => {
  const folder = stateFolder({ NPD_TEST_DIR: process.argv[2] })
  const orphaned = () => process.exit(1)
  process.once('disconnect', orphaned)
  const [options] = (await once(process, 'message')) as [DaemonOptions]
  const { credentials, name } = options
  const searchPath = [folder.bin, ...(process.env.PATH ?? '').split(delimiter)]
  const cluster = await startEmbeddedCluster({
    ...options,
    folder: folder.nodes,
    searchPath,
    log: logLine,
  })
  const access = {
    context: name,
    server: cluster.url,
    caCertificate: credentials.certificate,
    token: credentials.token,
  }
  await writeLease(access)
  const draft = `${folder.kubeconfig}.new`
  await writeFile(draft, renderKubeconfig(access), { mode: 0o600 })
  await rename(draft, folder.kubeconfig)

  let stopping = false
  const stop = (why: string) => {
    if (stopping) return
    stopping = true
    logLine(`stopping: ${why}`)
    watcher.close()
    void cluster.stop()
  }
  // Also if the folder is deleted by hand there is an end of us.
  const watcher = watch(folder.path, () => {
    if (!existsSync(folder.kubeconfig)) stop('the kubeconfig is gone')
  })
  watcher.on('error', () => stop('the folder is gone'))
  process.on('SIGTERM', () => stop('SIGTERM'))
  process.on('SIGINT', () => {})
  process.on('SIGHUP', () => {})
  process.off('disconnect', orphaned)
  process.send?.({ type: 'ready', url: cluster.url }, () => process.disconnect?.())
}

const writeLease = async (access: Parameters<typeof renderKubeconfig>[0]): Promise<void> => {
  const api = createApi(connectDirect(access))
  try {
    await api.create(leases, {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: embeddedLease,
      spec: { holderIdentity: String(process.pid) },
    } as Parameters<typeof api.create>[1])
  } finally {
    api.close()
  }
}
