import { messageOf } from '../cli/errors.mts'
import { createApi, type KubeApi } from '../kube/api.mts'
import { namespaces } from '../kube/resources.mts'
import { allowAll, type User } from './apiserver/auth.mts'
import { connectInProcess } from './apiserver/in-process.mts'
import { kinds } from './apiserver/kinds.mts'
import type { PodLogReader } from './apiserver/pod-log.mts'
import { startApiServer } from './apiserver/server.mts'
import { admitNetworkChaos } from './chaos/admission.mts'
import type { Credentials } from './credentials.mts'

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
  /**
   * Identifies the plugin processes of this cluster. Unique for each background process that runs an embedded
   * cluster.
   */
  sessionId: string
  log: (line: string) => void
  /** Called with an administrator's client once the API server is listening. */
  onListening?: (api: KubeApi) => Promise<void>
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
    { verbs: ['get'], apiGroups: [''], resources: ['nodes'] },
    { verbs: ['patch'], apiGroups: [''], resources: ['nodes/status'] },
    { verbs: ['create', 'patch', 'update'], apiGroups: [''], resources: ['events'] },
  ],
}

/**
 * Starts the API server, and then the controllers, the network and the machines in this process. Loads the
 * code of the controllers, the network and the machines last, so that clients can connect earlier.
 */
export const startEmbeddedCluster = async (
  options: EmbeddedClusterOptions,
): Promise<EmbeddedCluster> => {
  const { credentials, name, kubernetesVersion, onListening, log } = options
  let readPodLog: PodLogReader | undefined
  const server = await startApiServer({
    tls: credentials,
    kinds,
    gitVersion: kubernetesVersion,
    admissionWebhooks: [admitNetworkChaos],
    readPodLog: (pod, logOptions) => readPodLog?.(pod, logOptions),
    log,
  })
  server.tokens.add(credentials.token, administrator)
  const api = createApi(
    connectInProcess(server, {
      context: name,
      user: administrator,
      userAgent: 'npd-test-controllers',
    }),
  )
  for (const namespace of systemNamespaces)
    await api.create(namespaces, {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: namespace },
    })
  await onListening?.(api)
  const { startControllers } = await import('./controllers.mts')
  const { stopFunctions: controllerStopFunctions, ...controllers } = startControllers({
    api,
    serverPort: server.port,
    tokens: server.tokens,
    user: npdUser,
    clusterOptions: options,
  })
  readPodLog = controllers.readPodLog
  const stopFunctions = [...controllerStopFunctions, async () => api.close(), () => server.close()]
  return { url: server.url, stop: () => stopAll(stopFunctions, log) }
}

/** Calls the functions in order. If one fails, the others are still called. */
const stopAll = async (
  stopFunctions: (() => Promise<void>)[],
  log: (line: string) => void,
): Promise<void> => {
  for (const stop of stopFunctions)
    await stop().catch(error => log(`Failed to stop a cluster component: ${messageOf(error)}`))
}
