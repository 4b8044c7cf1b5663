import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, watch } from 'node:fs'
import { rename, writeFile } from 'node:fs/promises'
import { delimiter } from 'node:path'
import { startReaper } from '../cli/reaper.mts'
import type { KubeApi } from '../kube/api.mts'
import { embeddedLease } from '../kube/embedded-lease.mts'
import { leases } from '../kube/resources.mts'
import type { Lease } from '../kube/types.mts'
import { type StateFolder, stateFilesIn } from '../state-files.mts'
import { startEmbeddedCluster } from './cluster.mts'
import type { Credentials } from './credentials.mts'
import { renderKubeconfig } from './kubeconfig.mts'

/** The start of the log line that tells when the API server started to listen. */
export const listeningLine = 'The API server is listening on'

/** Sent by the parent process as a message, to keep secrets off the command line. */
export interface BackgroundClusterOptions {
  credentials: Credentials
  name: string
  kubernetesVersion: string
  npdVersion: string
}

/** Sent to the parent process. The reason is also logged, unless the disk is full. */
export type StartMessage = { type: 'ready' | 'failed'; reason?: string }

const logLine = (line: string) => console.error(`${new Date().toISOString()} ${line}`)

/**
 * Runs the background process of an embedded cluster. It sends `ready` to its parent, disconnects,
 * and runs until SIGTERM or until its kubeconfig is deleted. If the parent exits before `ready`,
 * this process also exits.
 */
export const runBackgroundCluster = async (): Promise<void> => {
  // A full disk must not stop the cluster.
  process.stderr.on('error', () => {})
  const folder = stateFilesIn(process.argv[2] ?? '')
  const exitAsOrphan = () => process.exit(1)
  process.once('disconnect', exitAsOrphan)
  const [options] = (await once(process, 'message')) as [BackgroundClusterOptions]
  const searchPath = [folder.bin, ...(process.env.PATH ?? '').split(delimiter)]
  const sessionId = randomUUID()
  const stopReaper = startReaper(sessionId)
  const clusterStart = startEmbeddedCluster({
    ...options,
    folder: folder.nodes,
    searchPath,
    sessionId,
    log: logLine,
    onListening: async api => {
      logLine(`${listeningLine} ${api.server}`)
      await writeLease(api)
      await writeKubeconfig(folder, options, api.server)
      stopOnRequest(folder, async () => {
        await (await clusterStart).stop()
        stopReaper()
      })
      process.off('disconnect', exitAsOrphan)
      const message: StartMessage = { type: 'ready' }
      process.send?.(message, () => process.disconnect?.())
    },
  })
  await clusterStart
}

const stopOnRequest = (folder: StateFolder, stopCluster: () => Promise<void>): void => {
  let isStopping = false
  const stop = (cause: string) => {
    if (isStopping) return
    isStopping = true
    logLine(`Stopping: ${cause}`)
    watcher.close()
    void stopCluster()
  }
  // The cluster also stops if the user deletes the kubeconfig or the whole folder.
  const watcher = watch(folder.path, () => {
    if (!existsSync(folder.kubeconfig)) stop('the kubeconfig was deleted')
  })
  watcher.on('error', () => stop('the state folder was deleted'))
  process.on('SIGTERM', () => stop('SIGTERM'))
  process.on('SIGINT', () => {})
  process.on('SIGHUP', () => {})
}

const writeKubeconfig = async (
  { kubeconfig }: StateFolder,
  { credentials, name }: BackgroundClusterOptions,
  server: string,
): Promise<void> => {
  const { certificate: caCertificate, token } = credentials
  const temporaryFile = `${kubeconfig}.new`
  const text = renderKubeconfig({ context: name, server, caCertificate, token })
  await writeFile(temporaryFile, text, { mode: 0o600 })
  await rename(temporaryFile, kubeconfig)
}

const writeLease = async (api: KubeApi): Promise<void> => {
  await api.create<Lease>(leases, {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: embeddedLease,
    spec: { holderIdentity: String(process.pid) },
  } as Lease)
}
