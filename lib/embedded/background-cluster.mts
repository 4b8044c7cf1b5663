import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, watch } from 'node:fs'
import { rename, writeFile } from 'node:fs/promises'
import { delimiter } from 'node:path'
import { startReaper } from '../cli/reaper.mts'
import { createApi } from '../kube/api.mts'
import { connectDirect } from '../kube/connection.mts'
import { embeddedLease } from '../kube/embedded-lease.mts'
import { leases } from '../kube/resources.mts'
import { stateFolder } from '../state-folder.mts'
import { startEmbeddedCluster } from './cluster.mts'
import type { Credentials } from './credentials.mts'
import { renderKubeconfig } from './kubeconfig.mts'

/** Sent by the parent process as a message, to keep secrets off the command line. */
export interface BackgroundClusterOptions {
  credentials: Credentials
  name: string
  kubernetesVersion: string
  npdVersion: string
}

/** Sent to the parent process. The reason is in the log, too, unless the disk is full. */
export type StartMessage = { type: 'ready' | 'failed'; reason?: string }

const logLine = (line: string) => console.error(`${new Date().toISOString()} ${line}`)

/**
 * Runs the background process of an embedded cluster. It sends `ready` to its parent, disconnects,
 * and runs until SIGTERM or until its kubeconfig is deleted. If the parent exits before `ready`,
 * this process exits too.
 */
export const runBackgroundCluster = async (): Promise<void> => {
  const folder = stateFolder({ NPD_TEST_DIR: process.argv[2] })
  const exitAsOrphan = () => process.exit(1)
  process.once('disconnect', exitAsOrphan)
  const [options] = (await once(process, 'message')) as [BackgroundClusterOptions]
  const { credentials, name } = options
  const searchPath = [folder.bin, ...(process.env.PATH ?? '').split(delimiter)]
  const session = randomUUID()
  const dismissReaper = startReaper(session)
  const cluster = await startEmbeddedCluster({
    ...options,
    folder: folder.nodes,
    searchPath,
    session,
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
  const stop = (cause: string) => {
    if (stopping) return
    stopping = true
    logLine(`Stopping: ${cause}`)
    watcher.close()
    void cluster.stop().then(dismissReaper)
  }
  // The user may also delete the folder by hand.
  const watcher = watch(folder.path, () => {
    if (!existsSync(folder.kubeconfig)) stop('the kubeconfig was deleted')
  })
  watcher.on('error', () => stop('the state folder was deleted'))
  process.on('SIGTERM', () => stop('SIGTERM'))
  process.on('SIGINT', () => {})
  process.on('SIGHUP', () => {})
  process.off('disconnect', exitAsOrphan)
  const message: StartMessage = { type: 'ready' }
  process.send?.(message, () => process.disconnect?.())
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
