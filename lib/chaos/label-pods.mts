import { UserError } from '../cli/errors.mts'
import type { KubeApi } from '../kube/api.mts'
import { mapConcurrently } from '../kube/map-concurrent.mts'
import { pods } from '../kube/resources.mts'
import type { Pod } from '../kube/types.mts'
import { nodeNameLabel } from './experiment.mts'

/** The maximum length of a label value. A node name can be longer. */
const maxLabelLength = 63
const maxConcurrentPatches = 32

export interface LabelResult {
  /** The pods that are assigned to a node, with the correct label. */
  pods: Pod[]
  /** The number of pods whose label had to change. */
  changedCount: number
}

/**
 * Labels every pod in the namespaces with the name of its node. Lists each namespace once, and patches
 * each pod whose label is missing or wrong. Skips pods that are not assigned to a node. Throws a
 * UserError before any change if a node name is too long for a label. With `dryRun`, changes nothing.
 */
export const labelPods = async (
  api: KubeApi,
  namespaces: string[],
  { signal, dryRun = false }: { signal: AbortSignal; dryRun?: boolean },
): Promise<LabelResult> => {
  const lists = await Promise.all(
    [...new Set(namespaces)].map(namespace => api.list<Pod>(pods, { namespace, signal })),
  )
  const assigned = lists.flatMap(({ items }) => items).filter(({ spec }) => spec.nodeName)
  checkNodeNames(assigned)
  const mislabeled = assigned.filter(
    pod => pod.metadata.labels?.[nodeNameLabel] !== pod.spec.nodeName,
  )
  if (!dryRun)
    await mapConcurrently(mislabeled, maxConcurrentPatches, pod => labelPod(api, pod, signal))
  return { pods: assigned.map(withLabel), changedCount: mislabeled.length }
}

const checkNodeNames = (assignedPods: Pod[]): void => {
  const names = new Set(assignedPods.map(({ spec }) => spec.nodeName ?? ''))
  const tooLongNames = [...names].filter(name => name.length > maxLabelLength)
  if (tooLongNames.length > 0)
    throw new UserError(
      `Failed to label pods: the node name ${tooLongNames.join(', ')} is longer than ${maxLabelLength} characters, the limit of a label value.`,
      'Select the pods of these nodes with `selector.nodes` in chaos/network-partition.yaml instead.',
    )
}

const labelPod = async (api: KubeApi, { metadata, spec }: Pod, signal: AbortSignal) => {
  const { name, namespace = '' } = metadata
  const body = { metadata: { labels: { [nodeNameLabel]: spec.nodeName } } }
  await api.patch<Pod>(pods, name, { type: 'merge', body }, { namespace, signal })
}

const withLabel = (pod: Pod): Pod => ({
  ...pod,
  metadata: {
    ...pod.metadata,
    labels: { ...pod.metadata.labels, [nodeNameLabel]: pod.spec.nodeName ?? '' },
  },
})
