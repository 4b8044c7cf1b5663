import type { PolicyRule } from '../kube/types.mts'
import { dig, listAt } from '../yaml/dig.mts'
import type { ManifestObject } from './manifest-objects.mts'
import type { NpdContainer } from './npd-workload.mts'
import type { Account } from './plugin-files.mts'

/** The permissions that chart 2.4.1 gives NPD: templates/clusterrole.yaml. */
export const chartRules: PolicyRule[] = [
  { apiGroups: [''], resources: ['nodes'], verbs: ['get'] },
  { apiGroups: [''], resources: ['nodes/status'], verbs: ['patch'] },
  { apiGroups: [''], resources: ['events'], verbs: ['create', 'patch', 'update'] },
]

/**
 * The ServiceAccount of a workload. Its permissions are known only if these objects contain a binding for it and
 * all bound roles. Objects are matched by kind and name; namespaces are ignored.
 */
export const readAccount = (
  { object, podSpec, path }: NpdContainer,
  objects: ManifestObject[],
): Account => {
  const location = object.locationInside(path, 0)
  const name = dig(podSpec, 'serviceAccountName') ?? dig(podSpec, 'serviceAccount')
  if (typeof name !== 'string' || name === '') return location
  const bindings = objects.filter(
    ({ value }) =>
      /^(Cluster)?RoleBinding$/.test(String(value.kind)) &&
      listAt(value, 'subjects').some(
        subject => dig(subject, 'kind') === 'ServiceAccount' && dig(subject, 'name') === name,
      ),
  )
  const roles = bindings.map(({ value }) =>
    objects.find(
      role =>
        role.value.kind === dig(value, 'roleRef', 'kind') &&
        dig(role.value, 'metadata', 'name') === dig(value, 'roleRef', 'name'),
    ),
  )
  const isComplete = roles.length > 0 && roles.every(role => role !== undefined)
  return { ...location, name, permissions: isComplete ? roles.flatMap(rulesOf) : undefined }
}

const rulesOf = (role: ManifestObject | undefined): PolicyRule[] =>
  listAt(role?.value, 'rules').map(rule => ({
    apiGroups: listAt(rule, 'apiGroups').map(String),
    resources: listAt(rule, 'resources').map(String),
    verbs: listAt(rule, 'verbs').map(String),
  }))

/** A request that a kubectl command makes. */
export interface ApiAccess {
  verb: string
  /** The plural name of the resource, such as `pods`. */
  resource: string
}

/** Whether one of the rules allows a request, in any API group. */
export const isAllowed = (rules: PolicyRule[], { verb, resource }: ApiAccess): boolean =>
  rules.some(
    ({ verbs, resources }) =>
      (verbs.includes('*') || verbs.includes(verb)) &&
      (resources.includes('*') || resources.includes(resource)),
  )
