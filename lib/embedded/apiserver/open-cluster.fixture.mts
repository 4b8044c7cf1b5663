import type { KubeObject } from '../../kube/types.mts'
import { createCredentials } from '../credentials.mts'
import { renderKubeconfig } from '../kubeconfig.mts'
import { createToken } from '../token.mts'
import { allowAll } from './auth.mts'
import { clusterObjects } from './cluster.fixture.mts'
import { kinds } from './kinds.mts'
import { type Kubectl, openKubectl } from './kubectl.fixture.mts'
import type { PodLogReader } from './pod-log.mts'
import { startApiServer } from './server.mts'

export interface TestCluster {
  kubectl: Kubectl
  close: () => Promise<void>
}

/** Yields two log lines for every pod. With `follow`, waits until `signal` is aborted. */
const readPodLog: PodLogReader = async function* (pod, { tailLines = 2, follow, signal }) {
  const lines = ['one', 'two'].slice(tailLines === 0 ? 2 : -tailLines)
  for (const text of lines) yield { time: new Date(), text: `${pod.metadata.name}: ${text}` }
  if (follow) await new Promise<void>(resolve => signal.addEventListener('abort', () => resolve()))
}

const createNamespace = (name: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name },
})

/** Starts the API server with a small cluster, and prepares kubectl for it. */
export const openCluster = async (path: string, populate = createObjects): Promise<TestCluster> => {
  const credentials = await createCredentials()
  const server = await startApiServer({
    tls: credentials,
    kinds,
    gitVersion: 'v1.34.4',
    readPodLog,
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
  await createItems(kubectl, systemNamespaces.map(createNamespace))
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
  await createItems(kubectl, clusterObjects)
  for (const { kind, metadata, ...fields } of clusterObjects)
    if ((kind === 'Pod' || kind === 'DaemonSet') && 'status' in fields)
      await runOrThrow(kubectl, [
        ...['patch', kind, metadata.name, '-n', 'kube-system'],
        ...[
          '--subresource=status',
          '--type=merge',
          '-p',
          JSON.stringify({ status: fields.status }),
        ],
      ])
}

const createItems = (kubectl: Kubectl, items: unknown[]): Promise<void> =>
  runOrThrow(kubectl, 'create -f -', JSON.stringify({ apiVersion: 'v1', kind: 'List', items }))

const runOrThrow = async (
  kubectl: Kubectl,
  args: string | string[],
  stdin?: string,
): Promise<void> => {
  const { code, stderr } = await kubectl.run(args, stdin)
  if (code !== 0) throw new Error(`${args}: ${stderr}`)
}
