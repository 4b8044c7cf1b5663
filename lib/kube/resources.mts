/** A resource, with its names in API paths. */
export interface Resource {
  /** Empty for the core group. */
  group: string
  version: string
  plural: string
  kind: string
  namespaced: boolean
}

const core = (plural: string, kind: string, namespaced: boolean): Resource => ({
  group: '',
  version: 'v1',
  plural,
  kind,
  namespaced,
})

export const nodes = core('nodes', 'Node', false)
export const namespaces = core('namespaces', 'Namespace', false)
export const pods = core('pods', 'Pod', true)
export const events = core('events', 'Event', true)
export const configMaps = core('configmaps', 'ConfigMap', true)
export const daemonSets: Resource = {
  group: 'apps',
  version: 'v1',
  plural: 'daemonsets',
  kind: 'DaemonSet',
  namespaced: true,
}
export const serviceAccounts = core('serviceaccounts', 'ServiceAccount', true)
const rbac = (plural: string, kind: string, namespaced = false): Resource => ({
  group: 'rbac.authorization.k8s.io',
  version: 'v1',
  plural,
  kind,
  namespaced,
})
export const roles = rbac('roles', 'Role', true)
export const roleBindings = rbac('rolebindings', 'RoleBinding', true)
export const clusterRoles = rbac('clusterroles', 'ClusterRole')
export const clusterRoleBindings = rbac('clusterrolebindings', 'ClusterRoleBinding')
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
