import { allowAll } from '../embedded/apiserver/auth.mts'
import { kinds } from '../embedded/apiserver/kinds.mts'
import type { PodLogReader } from '../embedded/apiserver/pod-log.mts'
import type { AdmissionWebhook } from '../embedded/apiserver/rest/admission.mts'
import { type ApiServer, startApiServer } from '../embedded/apiserver/server.mts'
import { createCredentials } from '../embedded/credentials.mts'
import { createApi, type KubeApi } from './api.mts'
import { type Connection, connectWithToken } from './connection.mts'
import { namespaces } from './resources.mts'

export interface TestApi {
  api: KubeApi
  server: ApiServer
  /** PEM-encoded. */
  certificate: string
  token: string
  /** Opens another connection to the same server. */
  connect: () => Connection
  close: () => Promise<void>
}

/** Starts only the API server of the embedded cluster, and a client that has all permissions. */
export const startTestApi = async ({
  readPodLog,
  admissionWebhooks,
}: {
  readPodLog?: PodLogReader
  admissionWebhooks?: AdmissionWebhook[]
} = {}): Promise<TestApi> => {
  const credentials = await createCredentials()
  const server = await startApiServer({
    tls: credentials,
    kinds,
    gitVersion: 'v1.35.1',
    readPodLog,
    admissionWebhooks,
  })
  server.tokens.add(credentials.token, { name: 'admin', groups: [], rules: allowAll })
  const connect = () =>
    connectWithToken({
      context: 'npd-test',
      server: server.url,
      caCertificate: credentials.certificate,
      token: credentials.token,
    })
  const api = createApi(connect())
  for (const name of ['default', 'kube-system', 'chaos-mesh'])
    await api.create(namespaces, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } })
  const close = async () => {
    api.close()
    await server.close()
  }
  return { api, server, ...credentials, connect, close }
}
