import { npdName, npdNamespace, renderNpd } from '../chart/manifests.mts'
import { conditionTypesOf, type NpdValues } from '../chart/values.mts'
import { UserError } from '../cli/errors.mts'
import type { KubeApi } from '../kube/api.mts'
import { configMaps, daemonSets, nodes } from '../kube/resources.mts'
import type { DaemonSet, KubeNode } from '../kube/types.mts'
import { waitFor } from '../kube/wait.mts'

const fieldManager = 'npd-test'
const rolloutTimeoutMs = 120_000

/** Applies NPD's objects, and waits until its pods are the newest and every node has its conditions. */
export const installNpd = async (
  api: KubeApi,
  values: NpdValues,
  chartVersion: string,
  signal: AbortSignal,
): Promise<{ nodeCount: number; types: string[] }> => {
  const { configMap, daemonSet } = renderNpd(values, { chartVersion })
  await api.apply(configMaps, configMap, { fieldManager, force: true, signal })
  await api.apply(daemonSets, daemonSet, { fieldManager, force: true, signal })
  await waitForRollout(api, signal)
  const types = conditionTypesOf(values)
  return { nodeCount: await waitForConditions(api, types, signal), types }
}

const waitForRollout = (api: KubeApi, signal: AbortSignal): Promise<true> =>
  waitFor<DaemonSet, true>(api, daemonSets, {
    namespace: npdNamespace,
    fieldSelector: `metadata.name=${npdName}`,
    timeoutMs: rolloutTimeoutMs,
    signal,
    done: ([set]) => (set && isRolledOut(set) ? true : undefined),
    onTimeout: ([set]) =>
      new UserError(
        `Failed to roll out node-problem-detector: ${set?.status?.numberReady ?? 0} of ${set?.status?.desiredNumberScheduled ?? 0} pods are ready after ${rolloutTimeoutMs / 1000} s.`,
        'See `npx zx scripts/logs.mts`.',
      ),
  })

/** As `kubectl rollout status` judges it. */
const isRolledOut = ({ metadata, status }: DaemonSet): boolean =>
  status !== undefined &&
  status.observedGeneration === metadata.generation &&
  status.desiredNumberScheduled > 0 &&
  status.updatedNumberScheduled === status.desiredNumberScheduled &&
  status.numberAvailable === status.desiredNumberScheduled

const waitForConditions = (api: KubeApi, types: string[], signal: AbortSignal): Promise<number> =>
  waitFor<KubeNode, number>(api, nodes, {
    timeoutMs: rolloutTimeoutMs,
    signal,
    done: items =>
      items.every(node => lacking(node, types).length === 0) ? items.length : undefined,
    onTimeout: items => {
      const silent = items.filter(node => lacking(node, types).length > 0)
      return new UserError(
        `Failed to see node-problem-detector at work: ${silent.map(({ metadata }) => metadata.name).join(', ')} did not report ${types.join(', ')} within ${rolloutTimeoutMs / 1000} s.`,
        'See `npx zx scripts/logs.mts`.',
      )
    },
  })

const lacking = ({ status }: KubeNode, types: string[]): string[] =>
  types.filter(type => !status?.conditions?.some(condition => condition.type === type))
