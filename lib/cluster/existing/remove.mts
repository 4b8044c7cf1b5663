import { setTimeout as sleep } from 'node:timers/promises'
import { deleteExperiment } from '../../chaos/apply.mts'
import { nodeNameLabel } from '../../chaos/experiment.mts'
import { npdLabels, npdNamespace } from '../../chart/release.mts'
import { UserError } from '../../cli/errors.mts'
import type { Phases } from '../../cli/phases.mts'
import { demoProblemLabel } from '../../conditions/demo-problem.mts'
import { removeConditions } from '../../conditions/remove-conditions.mts'
import type { KubeApi } from '../../kube/api.mts'
import { ignoreNotFound } from '../../kube/errors.mts'
import { fullName } from '../../kube/full-name.mts'
import { renderLabelSelector } from '../../kube/labels/selector.mts'
import { mapConcurrently } from '../../kube/map-concurrent.mts'
import { configMaps, namespaces, nodes, pods, type Resource } from '../../kube/resources.mts'
import type { KubeNode, KubeObject, Pod } from '../../kube/types.mts'
import { waitFor } from '../../kube/wait.mts'
import { watchdogNamespace } from '../watchdog-manifests.mts'
import { findConditions, type InstalledItems, type InstalledObject } from './installed.mts'

const maxConcurrency = 16
const removalTimeoutMs = 90_000

/** Returns true if there is nothing to remove. */
export const isEmpty = ({ experiment, pods, nodes, npd, watchdog }: InstalledItems): boolean =>
  !experiment && [pods, nodes, npd, watchdog].every(list => list.length === 0)

/** Returns one line for each object or node label, one for all pod labels, and one for all conditions. */
export const describeInstalled = (installed: InstalledItems): string => {
  const { experiment, pods, nodes, npd, watchdog, conditions } = installed
  const types = [...new Set(conditions.flatMap(({ types }) => types))]
  return [
    ...(experiment ? [`the experiment ${fullName(experiment)}`] : []),
    ...(pods.length > 0
      ? [`the ${nodeNameLabel} label on ${pods.length} pods in ${npdNamespace}`]
      : []),
    ...nodes.map(({ metadata }) => `the ${demoProblemLabel} label on node ${metadata.name}`),
    ...[...watchdog, ...npd].map(({ resource, object }) => `${resource.kind} ${fullName(object)}`),
    ...(types.length > 0
      ? [`the conditions ${types.join(', ')} of ${conditions.length} nodes`]
      : []),
  ]
    .map(line => `  ${line}`)
    .join('\n')
}

/**
 * Removes everything, in an order that allows a retry after a failure. Removes the watchdog before NPD, because the
 * watchdog would report the removal of NPD as silence. Removes NPD before its conditions, because NPD would write
 * them again. Removes NPD's ConfigMap last, because a retry needs it to find out which conditions belong to NPD.
 */
export const removeInstalled = async (
  api: KubeApi,
  installed: InstalledItems,
  { phases, signal }: { phases: Phases; signal: AbortSignal },
): Promise<void> => {
  const { experiment, npd, watchdog } = installed
  if (experiment)
    await phases.run(
      'experiment',
      () => deleteExperiment(api, experiment, signal),
      outcome =>
        `${fullName(experiment)} ${outcome === 'forced' ? 'deleted before all pods recovered' : 'ended'}`,
    )
  await phases.run('labels', () => removeLabels(api, installed, signal))
  if (watchdog.length > 0)
    await phases.run('watchdog', async () => {
      for (const object of watchdog) await remove(api, object, signal)
      await waitForNamespaceDeletion(api, signal)
    })
  const isConfigMap = ({ resource }: InstalledObject) => resource === configMaps
  if (npd.length > 0)
    await phases.run('node-problem-detector', async () => {
      for (const object of npd.filter(object => !isConfigMap(object)))
        await remove(api, object, signal)
      await waitForPodDeletion(api, signal)
    })
  if (installed.conditionTypes.length > 0)
    await phases.run(
      'conditions',
      () => removeAllConditions(api, installed, signal),
      count => `of ${count} nodes`,
    )
  for (const object of npd.filter(isConfigMap)) await remove(api, object, signal)
}

/**
 * NPD can write once more while it stops. Removal therefore ends after this many passes in a row, counting the last
 * pass that removed conditions.
 */
const requiredPasses = 3
const pauseMs = 300

const removeAllConditions = async (
  api: KubeApi,
  { conditions, conditionTypes }: InstalledItems,
  signal: AbortSignal,
): Promise<number> => {
  const names = new Set(conditions.map(({ node }) => node))
  let found = conditions
  for (let emptyPasses = 0; emptyPasses < requiredPasses; emptyPasses++) {
    if (found.length > 0) emptyPasses = 0
    await mapConcurrently(found, maxConcurrency, nodeConditions =>
      removeConditions(api, nodeConditions, { signal }).catch(ignoreNotFound),
    )
    for (const { node } of found) names.add(node)
    await sleep(pauseMs, undefined, { signal })
    found = findConditions((await api.list<KubeNode>(nodes, { signal })).items, conditionTypes)
  }
  return names.size
}

const remove = (api: KubeApi, { resource, object }: InstalledObject, signal: AbortSignal) => {
  const { name, namespace } = object.metadata
  return api.delete(resource, name, { namespace, signal })
}

const removeLabels = async (
  api: KubeApi,
  installed: InstalledItems,
  signal: AbortSignal,
): Promise<void> => {
  const unlabel = async (resource: Resource, label: string, { metadata }: KubeObject) => {
    const { name, namespace } = metadata
    const body = { metadata: { labels: { [label]: null } } }
    const scope = { namespace, signal }
    await api.patch(resource, name, { type: 'merge', body }, scope).catch(ignoreNotFound)
  }
  await mapConcurrently(installed.pods, maxConcurrency, pod => unlabel(pods, nodeNameLabel, pod))
  await mapConcurrently(installed.nodes, maxConcurrency, node =>
    unlabel(nodes, demoProblemLabel, node),
  )
}

const waitForPodDeletion = (api: KubeApi, signal: AbortSignal): Promise<true> =>
  waitFor<Pod, true>(api, pods, {
    namespace: npdNamespace,
    labelSelector: renderLabelSelector(npdLabels),
    timeoutMs: removalTimeoutMs,
    signal,
    findResult: found => (found.length === 0 ? true : undefined),
    createTimeoutError: found =>
      new UserError(
        `Failed to remove node-problem-detector: ${found.length} pods still exist after ${removalTimeoutMs / 1000} s.`,
        'Check that their nodes are Ready, then run cleanup again.',
      ),
  })

/** Waits until the namespace is deleted, which happens after all its objects are deleted. */
const waitForNamespaceDeletion = (api: KubeApi, signal: AbortSignal): Promise<true> =>
  waitFor<KubeObject, true>(api, namespaces, {
    fieldSelector: `metadata.name=${watchdogNamespace}`,
    timeoutMs: removalTimeoutMs,
    signal,
    findResult: found => (found.length === 0 ? true : undefined),
    createTimeoutError: () =>
      new UserError(
        `Failed to remove the watchdog: the ${watchdogNamespace} namespace still exists after ${removalTimeoutMs / 1000} s.`,
        `Check \`kubectl get namespace ${watchdogNamespace} -o yaml\`, then run cleanup again.`,
      ),
  })
