import { messageOf } from '../cli/errors.mts'
import { createApi } from '../kube/api.mts'
import { connectDirect } from '../kube/connection.mts'
import { namespaces } from '../kube/resources.mts'
import { allowAll, type User } from './apiserver/auth.mts'
import { kinds } from './apiserver/kinds.mts'
import { startApiServer } from './apiserver/server.mts'
import { networkChaosAdmission } from './chaos/admission.mts'
import { startChaosController } from './chaos/controller.mts'
import type { Credentials } from './credentials.mts'
import { startDaemonSetController } from './daemon-set/controller.mts'
import { createNetwork, type Network } from './network/network.mts'
import { type Machines, startMachines } from './node/machines.mts'
import { startNodeLifecycleController } from './node-lifecycle/controller.mts'

export interface EmbeddedClusterOptions {
  credentials: Credentials
  /** Name of the cluster and of its kubeconfig context. */
  name: string
  /** Directory for the pods' files. */
  folder: string
  /** Directories in the plugins' `PATH`. */
  searchPath: string[]
  /** Example: `v1.35.1`. */
  kubernetesVersion: string
  npdVersion: string
  /** Marks the processes of plugins; differs for each background process. */
  session: string
  log: (line: string) => void
}

export interface EmbeddedCluster {
  url: string
  stop(): Promise<void>
}

const systemNamespaces = ['default', 'kube-system', 'kube-public', 'kube-node-lease']

const administrator: User = {
  name: 'kubernetes-admin',
  groups: ['kubeadm:cluster-admins', 'system:authenticated'],
  rules: allowAll,
}

/** NPD's user and permissions, like the chart's ServiceAccount and ClusterRole. */
const npdUser: User = {
  name: 'system:serviceaccount:kube-system:node-problem-detector',
  groups: ['system:serviceaccounts', 'system:authenticated'],
  rules: [
    { verbs: ['get'], groups: [''], resources: ['nodes'] },
    { verbs: ['patch'], groups: [''], resources: ['nodes/status'] },
    { verbs: ['create', 'patch', 'update'], groups: [''], resources: ['events'] },
  ],
}

/** Starts the API server, the controllers, the network and the machines in this process. */
export const startEmbeddedCluster = async (
  options: EmbeddedClusterOptions,
): Promise<EmbeddedCluster> => {
  const { credentials, name, folder, searchPath, kubernetesVersion, npdVersion, session, log } =
    options
  let machines: Machines | undefined
  const server = await startApiServer({
    tls: credentials,
    kinds,
    gitVersion: kubernetesVersion,
    admissions: [networkChaosAdmission],
    podLogs: (pod, logOptions) => machines?.podLogs(pod, logOptions),
    log,
  })
  server.tokens.add(credentials.token, administrator)
  const api = createApi(
    connectDirect({
      context: name,
      server: server.url,
      caCertificate: credentials.certificate,
      token: credentials.token,
      userAgent: 'npd-test-controllers',
    }),
  )
  for (const namespace of systemNamespaces)
    await api.create(namespaces, {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: namespace },
    })
  const network = createNetwork({ serverPort: server.port })
  const chaos = startChaosController({ api, network: podNetwork(network), log })
  const daemonSets = startDaemonSetController(api, log)
  const nodeLifecycle = startNodeLifecycleController(api, log)
  machines = startMachines({
    api,
    network,
    tokens: server.tokens,
    user: npdUser,
    caCertificate: credentials.certificate,
    searchPath,
    npdVersion,
    kubeletVersion: kubernetesVersion,
    folder,
    session,
    log,
  })
  const { stop: stopMachines } = machines
  const parts = [
    () => chaos.stop(),
    () => daemonSets.stop(),
    () => nodeLifecycle.stop(),
    stopMachines,
    () => network.close(),
    async () => api.close(),
    () => server.close(),
  ]
  return { url: server.url, stop: () => stopAll(parts, log) }
}

/** Stops the parts in order. If one fails to stop, the others are still stopped. */
const stopAll = async (
  parts: (() => Promise<void>)[],
  log: (line: string) => void,
): Promise<void> => {
  for (const stop of parts)
    await stop().catch(error => log(`Failed to stop a part of the cluster: ${messageOf(error)}`))
}

/** Disconnects and reconnects pods by ID. Ignores pods that are still starting or are stopping. */
const podNetwork = (network: Network) => ({
  cut: (id: string, directions: { egress: boolean; ingress: boolean }) =>
    network.find(id)?.cut(directions),
  heal: (id: string) => network.find(id)?.heal(),
})
