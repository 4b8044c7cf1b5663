import { type DiscoveryVersion, renderAggregatedDiscovery } from './discovery-aggregated.mts'
import { renderLegacyDiscovery } from './discovery-legacy.mts'
import type { Kind } from './kind.mts'
import { jsonDocument, type StaticRoutes } from './static-routes.mts'

/**
 * Serves the list of kinds. Clients that accept aggregated discovery, such as kubectl since 1.27,
 * get one document for `/api` and one for `/apis`. Other clients get a document per group and
 * version.
 */
export const discoveryRoutes = (kinds: Kind[]): StaticRoutes => {
  const legacy = renderLegacyDiscovery(kinds)
  return (path, accept) => {
    const version = findAggregatedVersion(accept)
    const aggregated = version && renderAggregatedDiscovery(kinds, path, version)
    if (aggregated) return jsonDocument(aggregated, aggregatedType(version))
    const document = legacy.get(path)
    return document && jsonDocument(document)
  }
}

const aggregatedType = (version: DiscoveryVersion): string =>
  `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`

/** Returns the first version of aggregated discovery that the client accepts, if any. */
const findAggregatedVersion = (accept: string): DiscoveryVersion | undefined => {
  const types = accept.replaceAll(' ', '').split(',')
  const type = types.find(type => type.includes('as=APIGroupDiscoveryList'))
  return (['v2', 'v2beta1'] as const).find(version => type?.split(';').includes(`v=${version}`))
}
