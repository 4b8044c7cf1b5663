import { findExperiment } from '../../chaos/apply.mts'
import { nodeNameLabel, readExperiment } from '../../chaos/experiment.mts'
import type { NetworkChaos } from '../../chaos-mesh/types.mts'
import { conditionTypesOf, readDefinitions } from '../../chart/definitions.mts'
import { npdInstanceLabels, npdNamespace } from '../../chart/release.mts'
import { demoProblemLabel } from '../../conditions/demo-problem.mts'
import type { NodeConditionTypes } from '../../conditions/remove-conditions.mts'
import { silentConditionType } from '../../conditions/silence/silent-condition.mts'
import type { KubeApi } from '../../kube/api.mts'
import { isNotFound } from '../../kube/errors.mts'
import { renderLabelSelector } from '../../kube/labels/selector.mts'
import * as kube from '../../kube/resources.mts'
import type { ConfigMap, KubeNode, KubeObject, Labels, Pod } from '../../kube/types.mts'
import { fieldManager } from '../install-npd.mts'
import { watchdogLabels, watchdogName, watchdogNamespace } from '../watchdog-manifests.mts'

/** An object that belongs to NPD or to the watchdog. */
export interface InstalledObject {
  resource: kube.Resource
  object: KubeObject
}

/** Everything that the scripts have installed in a cluster. */
export interface InstalledItems {
  experiment: NetworkChaos | undefined
  /** The pods with the label that `chaos-label-pods` sets. */
  pods: Pod[]
  /** The nodes with the label that `demo-problem` sets. */
  nodes: KubeNode[]
  /** NPD's objects if `run` installed NPD. The DaemonSet comes first. */
  npd: InstalledObject[]
  /**
   * The watchdog's objects if `run` installed it, with the namespace first. Also the Lease of a watchdog
   * that runs outside the cluster.
   */
  watchdog: InstalledObject[]
  /** The condition types of NPD and the watchdog if `run` installed them. */
  conditionTypes: string[]
  /** The conditions of these types, by node. They remain after NPD and the watchdog are removed. */
  conditions: NodeConditionTypes[]
}

/** The watchdog's resources, except those in its namespace, which are deleted with the namespace. */
const watchdogResources = [
  kube.namespaces,
  kube.clusterRoleBindings,
  kube.clusterRoles,
  kube.roleBindings,
  kube.roles,
]

const npdResources = [
  kube.daemonSets,
  kube.configMaps,
  kube.serviceAccounts,
  kube.clusterRoleBindings,
  kube.clusterRoles,
]

/** The condition types of the system log monitors that the chart runs by default. */
const logMonitorTypes = [
  'KernelDeadlock',
  'ReadonlyFilesystem',
  'CorruptDockerOverlay2',
  'XfsShutdown',
  'CperHardwareErrorFatal',
]

/** Whether `run` applied the object. */
export const isAppliedByRun = ({ metadata }: KubeObject): boolean =>
  metadata.managedFields?.some(
    ({ manager, operation }) => manager === fieldManager && operation === 'Apply',
  ) ?? false

/**
 * Finds everything that the scripts have installed. If another tool has installed NPD, ignores NPD and its
 * conditions.
 */
export const findInstalled = async (api: KubeApi, signal: AbortSignal): Promise<InstalledItems> => {
  const { chaos } = await readExperiment()
  const [experiment, labeled, { items: nodes }, npd, watchdog, lease] = await Promise.all([
    findExperiment(api, chaos, signal),
    api.list<Pod>(kube.pods, { namespace: npdNamespace, labelSelector: nodeNameLabel, signal }),
    api.list<KubeNode>(kube.nodes, { signal }),
    findObjects(api, npdResources, npdInstanceLabels, { signal, namespace: npdNamespace }),
    findObjects(api, watchdogResources, watchdogLabels, { signal }),
    api.find(kube.leases, watchdogName, { namespace: npdNamespace, signal }),
  ])
  const conditionTypes = [
    ...(npd.length > 0 ? [...readPluginConditionTypes(npd), ...logMonitorTypes] : []),
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
      ...(lease ? [{ resource: kube.leases, object: lease }] : []),
    ],
    conditionTypes,
    conditions: findConditions(nodes, conditionTypes),
  }
}

/** Finds the objects with these labels that `run` applied, in one namespace or in all. */
const findObjects = async (
  api: KubeApi,
  resources: kube.Resource[],
  labels: Labels,
  { signal, namespace }: { signal: AbortSignal; namespace?: string },
): Promise<InstalledObject[]> => {
  const labelSelector = renderLabelSelector(labels)
  const lists = await Promise.all(
    resources.map(async resource => {
      const scope = resource.namespaced && namespace ? { namespace } : {}
      const { items } = await api
        .list(resource, { ...scope, labelSelector, signal })
        .catch(emptyIfNotFound)
      return items.filter(isAppliedByRun).map(object => ({ resource, object }))
    }),
  )
  return lists.flat()
}

/**
 * Returns no objects if the API server does not serve the resource. The embedded API server serves only some
 * resources.
 */
const emptyIfNotFound = (error: unknown): { items: KubeObject[] } => {
  if (!isNotFound(error)) throw error
  return { items: [] }
}

/** Reads the condition types of the plugins from NPD's ConfigMap. */
const readPluginConditionTypes = (npd: InstalledObject[]): string[] =>
  conditionTypesOf(
    npd
      .filter(({ resource }) => resource === kube.configMaps)
      .flatMap(({ object }) => readDefinitions(object as ConfigMap)),
  )

/** Finds the nodes that have conditions of these types. */
export const findConditions = (nodes: KubeNode[], types: string[]): InstalledItems['conditions'] =>
  nodes
    .map(node => ({ node: node.metadata.name, types: findConditionTypes(node, types) }))
    .filter(({ types }) => types.length > 0)

const findConditionTypes = ({ status }: KubeNode, types: string[]): string[] =>
  (status?.conditions ?? []).map(({ type }) => type).filter(type => types.includes(type))
