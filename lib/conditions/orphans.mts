import { listDefinedTypes } from '../chart/definitions.mts'
import { npdConfigMapName, npdName, npdNamespace } from '../chart/release.mts'
import { renderCount } from '../cli/join-words.mts'
import type { KubeApi } from '../kube/api.mts'
import { mapConcurrently } from '../kube/map-concurrent.mts'
import { configMaps, daemonSets, nodes } from '../kube/resources.mts'
import type { ConfigMap, DaemonSet, KubeNode } from '../kube/types.mts'
import { removeConditions } from './remove-conditions.mts'
import { ownsHeartbeat } from './silence/clock.mts'
import { isKubeletType } from './silence/kubelet-types.mts'
import { findLimit, type SilenceLimit } from './silence/limit.mts'
import { silentConditionType } from './silence/silent-condition.mts'

/** Condition types defined in NPD's image, from `config/` of NPD v1.36.0. */
const shippedTypes: readonly string[] = [
  ...['ContainerRuntimeUnhealthy', 'CorruptDockerOverlay2', 'CperHardwareErrorFatal'],
  ...['DiskBadBlock', 'FrequentContainerdRestart', 'FrequentDockerRestart'],
  ...['FrequentKubeletRestart', 'FrequentUnregisterNetDevice', 'KernelDeadlock'],
  ...['KubeProxyUnhealthy', 'KubeletUnhealthy', 'NTPProblem', 'ReadonlyFilesystem', 'XfsShutdown'],
]

/** NPD's field manager: the API server derives it from NPD's user agent. */
const npdManager = 'node-problem-detector'

const maxConcurrency = 16

/**
 * Whether NPD's ConfigMap exists but does not define this condition, so NPD no longer writes it.
 * Conditions of the kubelet and the watchdog, and those defined in NPD's image, are never orphaned.
 */
const isOrphanedType = async (
  api: KubeApi,
  type: string,
  signal?: AbortSignal,
): Promise<boolean> => {
  if (isNeverOrphaned(type)) return false
  const defined = await readDefinedTypes(api, signal)
  return defined !== undefined && !defined.has(type)
}

const isNeverOrphaned = (type: string): boolean =>
  isKubeletType(type) || type === silentConditionType || shippedTypes.includes(type)

/**
 * The types that NPD is configured to set. Undefined if NPD's ConfigMap cannot be read or contains no
 * valid definition.
 */
const readDefinedTypes = async (
  api: KubeApi,
  signal: AbortSignal | undefined,
): Promise<Set<string> | undefined> => {
  const scope = { namespace: npdNamespace, signal }
  const [configMap, daemonSet] = await Promise.all([
    api.find<ConfigMap>(configMaps, npdConfigMapName, scope).catch(() => undefined),
    api.find<DaemonSet>(daemonSets, npdName, scope).catch(() => undefined),
  ])
  const { command, args = [] } = daemonSet?.spec.template.spec.containers[0] ?? {}
  const types = configMap && listDefinedTypes(configMap, command && [...command, ...args])
  return types && new Set(types)
}

/** The condition that `run` shows when it has finished: NetworkProblem, or else the first one that NPD sets. */
export const chooseTypeToShow = async (
  api: KubeApi,
  signal: AbortSignal,
): Promise<string | undefined> => {
  const types = [...((await readDefinedTypes(api, signal)) ?? [])]
  return types.find(type => type === 'NetworkProblem') ?? types[0]
}

/** A condition type whose plugin was removed, and the nodes that still have it. */
export interface Orphan {
  type: string
  nodes: string[]
}

/** The conditions that NPD wrote in the past but no longer defines. */
export const findOrphans = async (api: KubeApi, signal: AbortSignal): Promise<Orphan[]> => {
  const defined = await readDefinedTypes(api, signal)
  if (!defined) return []
  const { items } = await api.list<KubeNode>(nodes, { signal })
  const found = new Map<string, string[]>()
  for (const node of items)
    for (const { type } of node.status?.conditions ?? [])
      if (!isNeverOrphaned(type) && !defined.has(type) && isWrittenByNpd(node, type))
        found.set(type, [...(found.get(type) ?? []), node.metadata.name])
  return [...found].map(([type, names]) => ({ type, nodes: names }))
}

const isWrittenByNpd = ({ metadata }: KubeNode, type: string): boolean =>
  metadata.managedFields?.some(
    entry => entry.manager === npdManager && ownsHeartbeat(entry, type),
  ) ?? false

/** Removes these conditions from their nodes. */
export const pruneOrphans = async (
  api: KubeApi,
  orphans: Orphan[],
  signal: AbortSignal,
): Promise<void> => {
  const names = [...new Set(orphans.flatMap(orphan => orphan.nodes))]
  await mapConcurrently(names, maxConcurrency, name => {
    const types = orphans.filter(orphan => orphan.nodes.includes(name)).map(({ type }) => type)
    return removeConditions(api, { node: name, types }, { signal })
  })
}

/** Lists each type with its number of nodes, for example `DiskSlow (4 nodes)`. */
export const describeOrphans = (orphans: Orphan[]): string =>
  orphans
    .map(({ type, nodes: { length } }) => `${type} (${renderCount(length, 'node')})`)
    .join(', ')

/**
 * How long the writer of this condition type can go without a heartbeat before it counts as silent, and whether the
 * type is orphaned.
 */
export const findSilenceLimit = async (
  api: KubeApi,
  type: string,
  options: { heartbeatMs?: number | undefined; signal?: AbortSignal } = {},
): Promise<SilenceLimit> => {
  const [limit, isOrphaned] = await Promise.all([
    findLimit(api, type, options),
    isOrphanedType(api, type, options.signal),
  ])
  return { ...limit, isOrphaned }
}
