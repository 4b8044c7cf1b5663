import { allowAll } from '../../../lib/embedded/apiserver/auth.mts'
import { connectInProcess } from '../../../lib/embedded/apiserver/in-process.mts'
import { kinds } from '../../../lib/embedded/apiserver/kinds.mts'
import { findKind } from '../../../lib/embedded/apiserver/rest/rest.fixture.mts'
import { createRequestHandler } from '../../../lib/embedded/apiserver/routes.mts'
import { Store } from '../../../lib/embedded/apiserver/store.mts'
import { admitNetworkChaos } from '../../../lib/embedded/chaos/admission.mts'
import { createApi, type KubeApi } from '../../../lib/kube/api.mts'

/** Creates a client of an embedded API server in this process. */
export const createInProcessApi = (namespaces: string[]): KubeApi => {
  const store = new Store()
  for (const name of namespaces)
    store.put(findKind('Namespace'), { apiVersion: 'v1', kind: 'Namespace', metadata: { name } })
  const admissionWebhooks = [admitNetworkChaos]
  const handleRequest = createRequestHandler({
    store,
    kinds,
    admissionWebhooks,
    gitVersion: 'v1.37.0',
  })
  const server = { handleRequest, url: 'https://127.0.0.1' }
  const user = { name: 'test', groups: [], rules: allowAll }
  return createApi(connectInProcess(server, { context: 'test', user, userAgent: 'test' }))
}
