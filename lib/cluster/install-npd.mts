import { renderNpd } from '../chart/manifests.mts'
import { npdLabels, npdName, npdNamespace } from '../chart/release.mts'
import type { NpdValues } from '../chart/values.mts'
import { UserError } from '../cli/errors.mts'
import type { KubeApi } from '../kube/api.mts'
import { renderLabelSelector } from '../kube/labels/selector.mts'
import { configMaps, daemonSets, nodes, pods } from '../kube/resources.mts'
import type { DaemonSet, KubeNode, Pod } from '../kube/types.mts'
import { waitFor } from '../kube/wait.mts'
import { withDiagnosis } from './diagnose.mts'

/** The field manager of everything that `run` applies. */
export const fieldManager = 'npd-test'
/** Selects NPD's pods. */
export const npdPodSelection = {
  namespace: npdNamespace,
  labelSelector: renderLabelSelector(npdLabels),
}
const rolloutTimeoutMs = 120_000

/** The result of `waitForNpd`: all nodes that run NPD report all of these conditions. */
export interface NpdReadiness {
  nodeCount: number
  types: string[]
}

/** Describes the result, for the output line of the phase. */
export const describeReadiness = ({ nodeCount, types }: NpdReadiness): string =>
  `${nodeCount} of ${nodeCount} nodes report ${types.join(', ')}`

/** Applies NPD's objects. Call `waitForNpd` to wait until NPD is ready. */
export const applyNpd = async (
  api: KubeApi,
  values: NpdValues,
  chartVersion: string,
  signal: AbortSignal,
): Promise<void> => {
  const { configMap, daemonSet } = renderNpd(values, { chartVersion })
  await api.apply(configMaps, configMap, { fieldManager, force: true, signal })
  await api.apply(daemonSets, daemonSet, { fieldManager, force: true, signal })
}

/**
 * Waits until the DaemonSet is rolled out, and until every node with one of its pods has these conditions.
 * Rejects with a UserError that contains the state of the pods that are not ready.
 */
export const waitForNpd = (
  api: KubeApi,
  types: string[],
  signal: AbortSignal,
  timeoutMs = rolloutTimeoutMs,
): Promise<NpdReadiness> =>
  withDiagnosis(api, npdPodSelection, async () => {
    await waitForRollout(api, signal, timeoutMs)
    const names = await listNpdNodeNames(api, signal)
    return { nodeCount: await waitForConditions(api, names, types, { signal, timeoutMs }), types }
  })

const waitForRollout = (api: KubeApi, signal: AbortSignal, timeoutMs: number): Promise<true> =>
  waitFor<DaemonSet, true>(api, daemonSets, {
    namespace: npdNamespace,
    fieldSelector: `metadata.name=${npdName}`,
    timeoutMs,
    signal,
    findResult: ([set]) => (set && isRolledOut(set) ? true : undefined),
    createTimeoutError: ([set]) =>
      new UserError(
        `Failed to roll out node-problem-detector: ${set?.status?.numberReady ?? 0} of ${set?.status?.desiredNumberScheduled ?? 0} pods are ready after ${timeoutMs / 1000} s.`,
        'Run `npx zx scripts/logs.mts` to find the cause.',
      ),
  })

/** Lists the nodes that have one of NPD's pods. The DaemonSet's node selector, or taints, can exclude other nodes. */
const listNpdNodeNames = async (api: KubeApi, signal: AbortSignal): Promise<Set<string>> => {
  const { items } = await api.list<Pod>(pods, { ...npdPodSelection, signal })
  return new Set(items.map(({ spec }) => spec.nodeName ?? ''))
}

/** Uses the criteria of `kubectl rollout status`, and also requires that at least one pod is desired. */
const isRolledOut = ({ metadata, status }: DaemonSet): boolean =>
  status !== undefined &&
  status.observedGeneration === metadata.generation &&
  status.desiredNumberScheduled > 0 &&
  status.updatedNumberScheduled === status.desiredNumberScheduled &&
  status.numberAvailable === status.desiredNumberScheduled

const waitForConditions = (
  api: KubeApi,
  names: Set<string>,
  types: string[],
  { signal, timeoutMs }: { signal: AbortSignal; timeoutMs: number },
): Promise<number> => {
  const findIncomplete = (items: KubeNode[]) =>
    items.filter(node => names.has(node.metadata.name) && findMissingTypes(node, types).length > 0)
  return waitFor<KubeNode, number>(api, nodes, {
    timeoutMs,
    signal,
    findResult: items => (findIncomplete(items).length === 0 ? names.size : undefined),
    createTimeoutError: items => {
      const incomplete = findIncomplete(items).map(({ metadata }) => metadata.name)
      return new UserError(
        `Failed to start node-problem-detector: ${incomplete.join(', ')} did not report ${types.join(', ')} within ${timeoutMs / 1000} s.`,
        'Run `npx zx scripts/logs.mts` to find the cause.',
      )
    },
  })
}

const findMissingTypes = ({ status }: KubeNode, types: string[]): string[] =>
  types.filter(type => !status?.conditions?.some(condition => condition.type === type))
