import type { KubeObject } from '../../kube/types.mts'
import { createCredentials } from '../credentials.mts'
import { renderKubeconfig } from '../kubeconfig.mts'
import { createToken } from '../token.mts'
import { allowAll } from './auth.mts'
import { clusterObjects } from './cluster.fixture.mts'
import { kinds } from './kinds.mts'
import { type Kubectl, openKubectl } from './kubectl.fixture.mts'
import type { PodLogs } from './pod-log.mts'
import { startApiServer } from './server.mts'

export interface TestCluster {
  kubectl: Kubectl
  close: () => Promise<void>
}

/** Every pod has two log lines. Following waits for more lines until it is aborted. */
const podLogs: PodLogs = async function* (pod, { tailLines = 2, follow, signal }) {
  const lines = ['one', 'two'].slice(tailLines === 0 ? 2 : -tailLines)
  for (const text of lines) yield { time: new Date(), text: `${pod.metadata.name}: ${text}` }
  if (follow) await new Promise<void>(resolve => signal.addEventListener('abort', () => resolve()))
}

const createNamespace = (name: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name },
})

/** Starts the API server with a small cluster, and a kubectl configured for it. */
export const openCluster = async (path: string, populate = createObjects): Promise<TestCluster> => {
  const credentials = await createCredentials()
  const server = await startApiServer({
    tls: credentials,
    kinds,
    gitVersion: 'v1.34.4',
    podLogs,
  })
  const token = createToken()
  const groups = ['system:masters', 'system:authenticated']
  server.tokens.add(token, { name: 'kubernetes-admin', groups, rules: allowAll })
  const kubectl = openKubectl(
    path,
    renderKubeconfig({
      context: 'test',
      server: server.url,
      caCertificate: credentials.certificate,
      token,
    }),
  )
  const systemNamespaces = ['default', 'kube-system', 'kube-public', 'kube-node-lease']
  await create(kubectl, systemNamespaces.map(createNamespace))
  await populate(kubectl)
  return {
    kubectl,
    close: async () => {
      kubectl.close()
      await server.close()
    },
  }
}

const createObjects = async (kubectl: Kubectl): Promise<void> => {
  await create(kubectl, clusterObjects)
  for (const { kind, metadata, ...rest } of clusterObjects)
    if ((kind === 'Pod' || kind === 'DaemonSet') && 'status' in rest)
      await must(kubectl, [
        ...['patch', kind, metadata.name, '-n', 'kube-system'],
        ...['--subresource=status', '--type=merge', '-p', JSON.stringify({ status: rest.status })],
      ])
}

const create = (kubectl: Kubectl, items: unknown[]): Promise<void> =>
  must(kubectl, 'create -f -', JSON.stringify({ apiVersion: 'v1', kind: 'List', items }))

const must = async (kubectl: Kubectl, args: string | string[], stdin?: string): Promise<void> => {
  const { code, stderr } = await kubectl.run(args, stdin)
  if (code !== 0) throw new Error(`${args}: ${stderr}`)
}
