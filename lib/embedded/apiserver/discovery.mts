import { type DiscoveryVersion, renderAggregatedDiscovery } from './discovery-aggregated.mts'
import { renderLegacyDiscovery } from './discovery-legacy.mts'
import type { Kind } from './kind.mts'
import { createJsonDocument, type DocumentFinder } from './static-routes.mts'

/**
 * Returns a function that finds the discovery documents, which list the kinds. Clients that accept aggregated
 * discovery, such as kubectl since 1.27, receive one document for `/api` and one for `/apis`. Other clients receive
 * a document per group and version.
 */
export const createDiscoveryDocumentFinder = (kinds: Kind[]): DocumentFinder => {
  const legacyDocuments = renderLegacyDiscovery(kinds)
  return (path, accept) => {
    const version = findAggregatedVersion(accept)
    const aggregatedDocument = version && renderAggregatedDiscovery(kinds, path, version)
    if (aggregatedDocument) return createJsonDocument(aggregatedDocument, toAggregatedType(version))
    const document = legacyDocuments.get(path)
    return document && createJsonDocument(document)
  }
}

const toAggregatedType = (version: DiscoveryVersion): string =>
  `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`

/** Returns the first version of aggregated discovery that the client accepts, if any. */
const findAggregatedVersion = (accept: string): DiscoveryVersion | undefined => {
  const types = accept.replaceAll(' ', '').split(',')
  const type = types.find(type => type.includes('as=APIGroupDiscoveryList'))
  return (['v2', 'v2beta1'] as const).find(version => type?.split(';').includes(`v=${version}`))
}
