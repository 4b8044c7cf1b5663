import { findExperiment } from '../../chaos/apply.mts'
import { nodeNameLabel, readExperiment } from '../../chaos/experiment.mts'
import type { NetworkChaos } from '../../chaos-mesh/types.mts'
import { conditionTypesOf, definitionsIn } from '../../chart/definitions.mts'
import { npdInstanceLabels, npdNamespace } from '../../chart/release.mts'
import { demoProblemLabel } from '../../conditions/demo-problem.mts'
import type { ConditionsOfNode } from '../../conditions/remove-conditions.mts'
import { silentConditionType } from '../../conditions/silence/silent-condition.mts'
import type { KubeApi } from '../../kube/api.mts'
import { isNotFound } from '../../kube/errors.mts'
import { labelSelectorOf } from '../../kube/labels/selector.mts'
import * as kinds from '../../kube/resources.mts'
import type { ConfigMap, KubeNode, KubeObject, Labels, Pod } from '../../kube/types.mts'
import { fieldManager } from '../install-npd.mts'
import { watchdogLabels, watchdogName, watchdogNamespace } from '../watchdog-manifests.mts'

/** An object of NPD or of the watchdog. */
export interface NpdObject {
  resource: kinds.Resource
  object: KubeObject
}

/** Everything that the scripts have installed in a cluster. */
export interface Installed {
  experiment: NetworkChaos | undefined
  /** Pods with our label. */
  pods: Pod[]
  /** Nodes with our label. */
  nodes: KubeNode[]
  /** The objects of NPD, the DaemonSet first, if `run` installed it. */
  npd: NpdObject[]
  /**
   * The objects of the watchdog, the namespace first, if `run` installed it, and the Lease of a
   * watchdog outside the cluster.
   */
  watchdog: NpdObject[]
  /** The condition types of an NPD and a watchdog installed by `run`. */
  types: string[]
  /** Conditions of these types, by node. Neither NPD nor the watchdog removes them when it ends. */
  conditions: ConditionsOfNode[]
}

/** Objects in the watchdog's namespace are deleted with it. */
const watchdogKinds = [
  kinds.namespaces,
  kinds.clusterRoleBindings,
  kinds.clusterRoles,
  kinds.roleBindings,
  kinds.roles,
]

const npdKinds = [
  kinds.daemonSets,
  kinds.configMaps,
  kinds.serviceAccounts,
  kinds.clusterRoleBindings,
  kinds.clusterRoles,
]

/** Conditions of the system log monitors that the chart runs by default, as seen on a node. */
const logMonitorTypes = [
  'KernelDeadlock',
  'ReadonlyFilesystem',
  'CorruptDockerOverlay2',
  'XfsShutdown',
  'CperHardwareErrorFatal',
]

/** Whether `run` has applied the object. */
export const isOurs = ({ metadata }: KubeObject): boolean =>
  metadata.managedFields?.some(
    ({ manager, operation }) => manager === fieldManager && operation === 'Apply',
  ) ?? false

/**
 * Finds everything that the scripts have installed. Ignores an NPD installed by something else, and
 * its conditions.
 */
export const findInstalled = async (api: KubeApi, signal: AbortSignal): Promise<Installed> => {
  const { chaos } = await readExperiment()
  const [experiment, labeled, { items: nodes }, npd, watchdog, lease] = await Promise.all([
    findExperiment(api, chaos, signal),
    api.list<Pod>(kinds.pods, { namespace: npdNamespace, labelSelector: nodeNameLabel, signal }),
    api.list<KubeNode>(kinds.nodes, { signal }),
    findObjects(api, npdKinds, npdInstanceLabels, { signal, namespace: npdNamespace }),
    findObjects(api, watchdogKinds, watchdogLabels, { signal }),
    api.find(kinds.leases, watchdogName, { namespace: npdNamespace, signal }),
  ])
  const types = [
    ...(npd.length > 0 ? [...pluginTypes(npd), ...logMonitorTypes] : []),
    ...(watchdog.length > 0 || lease ? [silentConditionType] : []),
  ]
  return {
    experiment,
    pods: labeled.items.filter(
      ({ metadata, spec }) => metadata.labels?.[nodeNameLabel] === spec.nodeName,
    ),
    nodes: nodes.filter(({ metadata }) => metadata.labels?.[demoProblemLabel] !== undefined),
    npd,
    watchdog: [
      ...watchdog.filter(({ object }) => object.metadata.namespace !== watchdogNamespace),
      ...(lease ? [{ resource: kinds.leases, object: lease }] : []),
    ],
    types,
    conditions: conditionsOn(nodes, types),
  }
}

/** The objects with these labels that `run` has applied, in one namespace or in all. */
const findObjects = async (
  api: KubeApi,
  resources: kinds.Resource[],
  labels: Labels,
  { signal, namespace }: { signal: AbortSignal; namespace?: string },
): Promise<NpdObject[]> => {
  const labelSelector = labelSelectorOf(labels)
  const lists = await Promise.all(
    resources.map(async resource => {
      const where = resource.namespaced && namespace ? { namespace } : {}
      const { items } = await api
        .list(resource, { ...where, labelSelector, signal })
        .catch(noneIfUnknown)
      return items.filter(isOurs).map(object => ({ resource, object }))
    }),
  )
  return lists.flat()
}

/** The embedded API server does not serve all resources. */
const noneIfUnknown = (error: unknown): { items: KubeObject[] } => {
  if (!isNotFound(error)) throw error
  return { items: [] }
}

/** The condition types of the plugins, from NPD's ConfigMap. */
const pluginTypes = (npd: NpdObject[]): string[] =>
  conditionTypesOf(
    npd
      .filter(({ resource }) => resource === kinds.configMaps)
      .flatMap(({ object }) => definitionsIn(object as ConfigMap)),
  )

/** The nodes that have conditions of these types. */
export const conditionsOn = (nodes: KubeNode[], types: string[]): Installed['conditions'] =>
  nodes
    .map(node => ({ node: node.metadata.name, types: typesOn(node, types) }))
    .filter(({ types }) => types.length > 0)

const typesOn = ({ status }: KubeNode, types: string[]): string[] =>
  (status?.conditions ?? []).map(({ type }) => type).filter(type => types.includes(type))
