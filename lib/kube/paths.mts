import type { Resource } from './resources.mts'

export interface PathOptions {
  namespace?: string | undefined
  name?: string | undefined
  subresource?: string | undefined
  query?: Record<string, string | number | boolean | undefined>
}

/** Returns a path such as `/apis/apps/v1/namespaces/kube-system/daemonsets/npd?dryRun=All`. */
export const toApiPath = (
  { group, version, plural, namespaced }: Resource,
  { namespace, name, subresource, query = {} }: PathOptions = {},
): string => {
  const segments = [
    ...(group === '' ? ['api', version] : ['apis', group, version]),
    ...(namespaced && namespace ? ['namespaces', namespace] : []),
    plural,
    ...(name ? [name] : []),
    ...(subresource ? [subresource] : []),
  ]
  const parameters = Object.entries(query).flatMap(([key, value]): [string, string][] =>
    value === undefined || value === '' ? [] : [[key, String(value)]],
  )
  const queryString = new URLSearchParams(parameters).toString()
  return `/${segments.map(encodeURIComponent).join('/')}${queryString && `?${queryString}`}`
}
