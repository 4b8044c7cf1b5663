import { type GroupVersion, listGroupVersions, subresourceVerbs, verbs } from './group-versions.mts'
import type { Kind } from './kind.mts'

/** The API version of aggregated discovery that a client requests. */
export type DiscoveryVersion = 'v2' | 'v2beta1'

/** Renders the kind with an empty group and version, as the real server does. */
const renderResponseKind = ({ kind }: Kind) => ({ group: '', version: '', kind })

const renderKind = (kind: Kind): object => ({
  resource: kind.plural,
  responseKind: renderResponseKind(kind),
  scope: kind.namespaced ? 'Namespaced' : 'Cluster',
  singularResource: kind.singular,
  verbs,
  shortNames: kind.shortNames.length > 0 ? kind.shortNames : undefined,
  categories: kind.categories,
  ...(kind.subresources.length > 0 && {
    subresources: kind.subresources.map(subresource => ({
      subresource,
      responseKind: renderResponseKind(kind),
      verbs: subresourceVerbs[subresource],
    })),
  }),
})

const renderGroup = ({ group, version, kinds }: GroupVersion): object => ({
  metadata: group === '' ? {} : { name: group },
  versions: [{ version, resources: kinds.map(renderKind), freshness: 'Current' }],
})

/** Renders the document for `/api` or `/apis`. Returns undefined for any other path. */
export const renderAggregatedDiscovery = (
  kinds: Kind[],
  path: string,
  version: DiscoveryVersion,
): object | undefined => {
  if (path !== '/api' && path !== '/apis') return undefined
  const groups = listGroupVersions(kinds).filter(
    ({ group }) => (group === '') === (path === '/api'),
  )
  return {
    kind: 'APIGroupDiscoveryList',
    apiVersion: `apidiscovery.k8s.io/${version}`,
    metadata: {},
    items: groups.map(renderGroup),
  }
}
