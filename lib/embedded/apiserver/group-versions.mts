import { apiVersionOf, type Kind, type Subresource } from './kind.mts'

/** The kinds of one API group in one version. */
export interface GroupVersion {
  group: string
  version: string
  /** Examples: `v1`, `apps/v1`. */
  apiVersion: string
  /** Examples: `/api/v1`, `/apis/apps/v1`. */
  path: string
  kinds: Kind[]
}

/** Groups the kinds by group and version. Keeps the order of the kinds. */
export const listGroupVersions = (kinds: Kind[]): GroupVersion[] =>
  [...new Set(kinds.map(apiVersionOf))].map(apiVersion => {
    const matchingKinds = kinds.filter(kind => apiVersionOf(kind) === apiVersion)
    const [group = '', version = ''] = apiVersion.includes('/')
      ? apiVersion.split('/')
      : ['', apiVersion]
    const path = group === '' ? `/api/${version}` : `/apis/${apiVersion}`
    return { group, version, apiVersion, path, kinds: matchingKinds }
  })

/** The verbs that every kind supports. */
export const verbs = [
  'create',
  'delete',
  'deletecollection',
  'get',
  'list',
  'patch',
  'update',
  'watch',
]

export const subresourceVerbs: Record<Subresource, string[]> = {
  status: ['get', 'patch', 'update'],
  log: ['get'],
}
