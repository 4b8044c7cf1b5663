import { allowAll } from '../auth.mts'
import type { Kind } from '../kind.mts'
import { kinds } from '../kinds.mts'
import { Store } from '../store.mts'
import type { RestRequest } from './request.mts'
import type { WriteContext } from './write.mts'

export const findKind = (name: string): Kind => {
  const kind = kinds.find(({ kind }) => kind === name)
  if (!kind) throw new Error(`unknown kind ${name}`)
  return kind
}

/** Creates a context whose store contains the `default` namespace. */
export const createContext = (): WriteContext => {
  const store = new Store()
  store.put(findKind('Namespace'), {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'default' },
  })
  return { store, admissionWebhooks: [], kinds }
}

export const buildRequest = (
  kind: string,
  {
    query = '',
    body,
    ...fields
  }: Partial<Omit<RestRequest, 'kind' | 'query' | 'body'>> & {
    query?: string
    body?: unknown
  } = {},
): RestRequest => ({
  kind: findKind(kind),
  verb: 'get',
  query: new URLSearchParams(query),
  user: { name: 'admin', groups: [], rules: allowAll },
  contentType: 'application/json',
  acceptHeader: 'application/json',
  userAgent: 'test/1',
  body: typeof body === 'string' ? body : JSON.stringify(body ?? {}),
  ...fields,
})
