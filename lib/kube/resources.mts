/** A resource, with its names in API paths. */
export interface Resource {
  /** Empty for the core group. */
  group: string
  version: string
  plural: string
  kind: string
  namespaced: boolean
}

const coreResource = (plural: string, kind: string, namespaced: boolean): Resource => ({
  group: '',
  version: 'v1',
  plural,
  kind,
  namespaced,
})

export const nodes = coreResource('nodes', 'Node', false)
export const namespaces = coreResource('namespaces', 'Namespace', false)
export const pods = coreResource('pods', 'Pod', true)
export const events = coreResource('events', 'Event', true)
export const configMaps = coreResource('configmaps', 'ConfigMap', true)
export const daemonSets: Resource = {
  group: 'apps',
  version: 'v1',
  plural: 'daemonsets',
  kind: 'DaemonSet',
  namespaced: true,
}
export const serviceAccounts = coreResource('serviceaccounts', 'ServiceAccount', true)
const rbacResource = (plural: string, kind: string, namespaced = false): Resource => ({
  group: 'rbac.authorization.k8s.io',
  version: 'v1',
  plural,
  kind,
  namespaced,
})
export const roles = rbacResource('roles', 'Role', true)
export const roleBindings = rbacResource('rolebindings', 'RoleBinding', true)
export const clusterRoles = rbacResource('clusterroles', 'ClusterRole')
export const clusterRoleBindings = rbacResource('clusterrolebindings', 'ClusterRoleBinding')
export const leases: Resource = {
  group: 'coordination.k8s.io',
  version: 'v1',
  plural: 'leases',
  kind: 'Lease',
  namespaced: true,
}
export const networkChaos: Resource = {
  group: 'chaos-mesh.org',
  version: 'v1alpha1',
  plural: 'networkchaos',
  kind: 'NetworkChaos',
  namespaced: true,
}

export const resources: Resource[] = [
  nodes,
  namespaces,
  pods,
  events,
  configMaps,
  daemonSets,
  leases,
  networkChaos,
]
