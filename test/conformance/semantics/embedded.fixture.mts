import { allowAll } from '../../../lib/embedded/apiserver/auth.mts'
import { kinds } from '../../../lib/embedded/apiserver/kinds.mts'
import { startApiServer } from '../../../lib/embedded/apiserver/server.mts'
import { createCredentials } from '../../../lib/embedded/credentials.mts'
import type { Server } from './play.mts'

/** Starts the embedded API server with the namespaces of a new real one. */
export const openEmbedded = async (): Promise<Server & { close: () => Promise<void> }> => {
  const server = await startApiServer({
    tls: await createCredentials(),
    kinds,
    gitVersion: 'v1.34.4',
  })
  const namespaceKind = kinds.find(({ kind }) => kind === 'Namespace')
  if (!namespaceKind) throw new Error('no kind Namespace')
  for (const name of ['default', 'kube-system', 'kube-public', 'kube-node-lease'])
    server.store.put(namespaceKind, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } })
  const token = 'admin'
  const groups = ['system:masters', 'system:authenticated']
  server.tokens.add(token, { name: 'admin', groups, rules: allowAll })
  return { url: server.url, token, compact: () => server.store.compact(), close: server.close }
}
