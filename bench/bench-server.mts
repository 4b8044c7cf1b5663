import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { writePidFile } from '../lib/cluster/embedded/pid-file.mts'
import { createCredentials } from '../lib/embedded/credentials.mts'
import { renderKubeconfig } from '../lib/embedded/kubeconfig.mts'
import { createApi, type KubeApi } from '../lib/kube/api.mts'
import { connectWithToken, type TokenConnectionOptions } from '../lib/kube/connection.mts'
import { embeddedLease } from '../lib/kube/embedded-lease.mts'
import { mapConcurrently } from '../lib/kube/map-concurrent.mts'
import { leases, namespaces, nodes } from '../lib/kube/resources.mts'
import type { KubeNode, Lease } from '../lib/kube/types.mts'
import { stateFilesIn } from '../lib/state-files.mts'

export interface BenchServer {
  api: KubeApi
  /** Opens another client with its own connections. */
  connect: () => KubeApi
  /** A state folder. If NPD_TEST_DIR is this path, the scripts treat the server as an embedded cluster. */
  folder: string
  kubeconfig: string
  access: TokenConnectionOptions
  pid: number
  close: () => Promise<void>
}

/** Starts only the API server of the embedded cluster, in its own process. */
export const startBenchServer = async (): Promise<BenchServer> => {
  const credentials = await createCredentials()
  const file = fileURLToPath(new URL('./server-process.mts', import.meta.url))
  const child = spawn(process.execPath, ['--import', 'tsx', file], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  child.send(credentials)
  const [server] = await once(child, 'message')
  const access = {
    context: 'npd-test',
    server,
    caCertificate: credentials.certificate,
    token: credentials.token,
  }
  const folder = await mkdtemp(join(tmpdir(), 'npd-test-bench-'))
  const files = stateFilesIn(folder)
  await mkdir(files.bin)
  await writePidFile(files.pidFile, child.pid ?? 0)
  await writeFile(files.kubeconfig, renderKubeconfig(access), { mode: 0o600 })
  const connect = () => createApi(connectWithToken(access))
  const api = connect()
  await seed(api)
  return {
    api,
    connect,
    folder,
    kubeconfig: files.kubeconfig,
    access,
    pid: child.pid ?? 0,
    close: async () => {
      api.close()
      const ended = once(child, 'exit')
      child.disconnect()
      await ended
      await rm(folder, { recursive: true })
    },
  }
}

const seed = async (api: KubeApi): Promise<void> => {
  for (const name of ['default', 'kube-system'])
    await api.create(namespaces, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } })
  await api.create<Lease>(leases, {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: embeddedLease,
    spec: { holderIdentity: String(process.pid) },
  })
}

const time = '2026-01-01T00:00:00Z'

/** Creates a Node object about as large as one in a kind cluster, with the conditions of the kubelet and of NPD. */
const createNode = (index: number): KubeNode => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: {
    name: `node-${String(index).padStart(5, '0')}`,
    labels: { 'kubernetes.io/hostname': `node-${index}`, 'kubernetes.io/os': 'linux' },
  },
  status: {
    conditions: ['MemoryPressure', 'DiskPressure', 'PIDPressure', 'Ready', 'NetworkProblem'].map(
      type => ({
        type,
        status: type === 'Ready' ? 'True' : 'False',
        reason: `${type}Reason`,
        message: `${type}: nothing is wrong here`,
        lastHeartbeatTime: time,
        lastTransitionTime: time,
      }),
    ),
    addresses: [{ type: 'InternalIP', address: '172.18.0.2' }],
    nodeInfo: { kubeletVersion: 'v1.35.1', osImage: 'Debian', kernelVersion: '6.1.0' },
  },
})

/** Adds nodes until the cluster has `count` nodes. */
export const addNodesUpTo = async (api: KubeApi, count: number): Promise<void> => {
  const { items } = await api.list(nodes)
  const missing = Array.from({ length: count - items.length }, (_, index) => items.length + index)
  await mapConcurrently(missing, 32, index => api.create(nodes, createNode(index)))
}
