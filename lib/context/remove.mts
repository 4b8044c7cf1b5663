import { deleteExperiment } from '../chaos/apply.mts'
import { nodeNameLabel } from '../chaos/experiment.mts'
import { npdLabels, npdNamespace } from '../chart/manifests.mts'
import { UserError } from '../cli/errors.mts'
import type { Phases } from '../cli/phases.mts'
import { demoProblemLabel } from '../conditions/demo-problem.mts'
import type { KubeApi } from '../kube/api.mts'
import { isNotFound } from '../kube/errors.mts'
import { mapConcurrent } from '../kube/map-concurrent.mts'
import { daemonSets, nodes, pods, type Resource } from '../kube/resources.mts'
import type { KubeObject, Pod } from '../kube/types.mts'
import { waitFor } from '../kube/wait.mts'
import type { NpdObject, Ours } from './ours.mts'

const parallel = 16
const podsGoneTimeoutMs = 90_000

/** Whether there is nothing to take away. */
export const isNothing = ({ experiment, ...lists }: Ours): boolean =>
  !experiment && Object.values(lists).every(list => list.length === 0)

/** A line for each thing. */
export const describeOurs = ({ experiment, pods, nodes, npd, conditions }: Ours): string => {
  const types = [...new Set(conditions.flatMap(({ types }) => types))]
  return [
    ...(experiment ? [`the experiment ${nameOf(experiment)}`] : []),
    ...(pods.length > 0
      ? [`the label ${nodeNameLabel} of ${pods.length} pods in ${npdNamespace}`]
      : []),
    ...nodes.map(({ metadata }) => `the label ${demoProblemLabel} of node ${metadata.name}`),
    ...npd.map(({ resource, object }) => `${resource.kind} ${nameOf(object)}`),
    ...(types.length > 0
      ? [`the conditions ${types.join(', ')} of ${conditions.length} nodes`]
      : []),
  ]
    .map(line => `  ${line}`)
    .join('\n')
}

const nameOf = ({ metadata: { namespace, name } }: KubeObject): string =>
  namespace ? `${namespace}/${name}` : name

/**
 * Takes it all away. NPD goes before the conditions that it would write again, and what it needs goes
 * last: whatever ends this half-way, the next call knows that NPD was ours.
 */
export const removeOurs = async (
  api: KubeApi,
  ours: Ours,
  { phases, signal }: { phases: Phases; signal: AbortSignal },
): Promise<void> => {
  const { experiment, npd, conditions } = ours
  if (experiment)
    await phases.run(
      'experiment',
      () => deleteExperiment(api, experiment, signal),
      ended => `${nameOf(experiment)} ${ended === 'freed' ? 'taken away, not finished' : 'ended'}`,
    )
  await phases.run('labels', () => removeLabels(api, ours, signal))
  if (npd.length === 0) return
  const isDaemonSet = ({ resource }: NpdObject) => resource === daemonSets
  await phases.run('node-problem-detector', async () => {
    for (const object of npd.filter(isDaemonSet)) await remove(api, object, signal)
    await waitForNoPods(api, signal)
  })
  await phases.run(
    'conditions',
    () => mapConcurrent(conditions, parallel, of => removeConditions(api, of, signal)),
    done => `of ${done.length} nodes`,
  )
  await phases.run('what NPD needed', async () => {
    for (const object of npd.filter(object => !isDaemonSet(object)))
      await remove(api, object, signal)
  })
}

const remove = (api: KubeApi, { resource, object }: NpdObject, signal: AbortSignal) => {
  const { name, namespace } = object.metadata
  return api
    .delete(resource, name, { ...(namespace && { namespace }), signal })
    .catch(ignoreNotFound)
}

const ignoreNotFound = (error: unknown): void => {
  if (!isNotFound(error)) throw error
}

const removeLabels = async (api: KubeApi, ours: Ours, signal: AbortSignal): Promise<void> => {
  const unlabel = async (resource: Resource, label: string, { metadata }: KubeObject) => {
    const { name, namespace } = metadata
    const body = { metadata: { labels: { [label]: null } } }
    const where = { ...(namespace && { namespace }), signal }
    await api.patch(resource, name, { type: 'merge', body }, where).catch(ignoreNotFound)
  }
  await mapConcurrent(ours.pods, parallel, pod => unlabel(pods, nodeNameLabel, pod))
  await mapConcurrent(ours.nodes, parallel, node => unlabel(nodes, demoProblemLabel, node))
}

const waitForNoPods = (api: KubeApi, signal: AbortSignal): Promise<true> =>
  waitFor<Pod, true>(api, pods, {
    namespace: npdNamespace,
    labelSelector: Object.entries(npdLabels)
      .map(pair => pair.join('='))
      .join(','),
    timeoutMs: podsGoneTimeoutMs,
    signal,
    done: found => (found.length === 0 ? true : undefined),
    onTimeout: found =>
      new UserError(
        `Failed to end node-problem-detector: ${found.length} pods are still there after ${podsGoneTimeoutMs / 1000} s.`,
        'Are their nodes Ready? Run it again, and it goes on.',
      ),
  })

/** A merge of lists: each condition by its type, with the directive that takes it out. */
const removeConditions = async (
  api: KubeApi,
  { node, types }: Ours['conditions'][number],
  signal: AbortSignal,
): Promise<void> => {
  const conditions = types.map(type => ({ $patch: 'delete', type }))
  const body = { status: { conditions } }
  const how = { subresource: 'status', signal } as const
  await api.patch(nodes, node, { type: 'strategic', body }, how).catch(ignoreNotFound)
}
