import { type GroupVersion, listGroupVersions, subresourceVerbs, verbs } from './group-versions.mts'
import type { Kind } from './kind.mts'

const renderGroup = ({ group, version, apiVersion }: GroupVersion) => {
  const preferredVersion = { groupVersion: apiVersion, version }
  return { name: group, versions: [preferredVersion], preferredVersion }
}

const renderKind = (kind: Kind): object[] => {
  const sharedFields = { namespaced: kind.namespaced, kind: kind.kind }
  return [
    {
      name: kind.plural,
      singularName: kind.singular,
      ...sharedFields,
      verbs,
      shortNames: kind.shortNames.length > 0 ? kind.shortNames : undefined,
      categories: kind.categories,
    },
    ...kind.subresources.map(subresource => ({
      name: `${kind.plural}/${subresource}`,
      singularName: '',
      ...sharedFields,
      verbs: subresourceVerbs[subresource],
    })),
  ]
}

const renderResources = ({ apiVersion, kinds }: GroupVersion): object => ({
  kind: 'APIResourceList',
  apiVersion: 'v1',
  groupVersion: apiVersion,
  resources: kinds.flatMap(renderKind),
})

/**
 * Returns a map of the legacy discovery documents, keyed by path. Clients that do not accept aggregated discovery use
 * them, and so does `kubectl auth can-i`.
 */
export const renderLegacyDiscovery = (kinds: Kind[]): Map<string, object> => {
  const groupVersions = listGroupVersions(kinds)
  const groups = groupVersions.filter(({ group }) => group !== '').map(renderGroup)
  return new Map<string, object>([
    ['/api', { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: [] }],
    ['/apis', { kind: 'APIGroupList', apiVersion: 'v1', groups }],
    ...groups.map(
      group => [`/apis/${group.name}`, { kind: 'APIGroup', apiVersion: 'v1', ...group }] as const,
    ),
    ...groupVersions.map(
      groupVersion => [groupVersion.path, renderResources(groupVersion)] as const,
    ),
  ])
}
