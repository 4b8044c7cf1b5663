import type { NetworkChaos } from '../chaos-mesh/types.mts'
import { findLongestTiming, type Timing } from '../chart/definitions.mts'
import { npdConfigMapName, npdNamespace } from '../chart/release.mts'
import type { Phases } from '../cli/phases.mts'
import type { KubeApi } from '../kube/api.mts'
import { configMaps, nodes } from '../kube/resources.mts'
import type { ConfigMap, KubeNode, Pod } from '../kube/types.mts'
import { type ApplyResult, applyExperiment } from './apply.mts'
import { findBlastRadius, renderBlastRadius } from './blast-radius.mts'
import { checkChaosDaemons } from './daemons.mts'
import type { Experiment } from './experiment.mts'
import { type LabelResult, labelPods } from './label-pods.mts'

interface ApplyContext {
  api: KubeApi
  phases: Phases
  signal: AbortSignal
}

/** Labels all pods in the selector's namespaces. Then prints and disconnects the selected pods, and returns them. */
export const partitionPods = async (
  { chaos }: Experiment,
  { api, phases, signal }: ApplyContext,
): Promise<Pod[]> => {
  const namespaces = chaos.spec.selector.namespaces ?? []
  // Throws before the first change if the experiment is invalid.
  const { selectedPods } = await selectForPartition(chaos, { api, signal })
  const { name, namespace } = chaos.metadata
  phases.unfinished = {
    state: `The experiment ${namespace}/${name} may have disconnected pods, or may still disconnect them`,
    fix: 'End it',
    command: 'chaos-delete',
  }
  await phases.run(
    'labels',
    () => labelPods(api, namespaces, { signal }),
    labeled => describeLabeledPods(labeled, namespaces),
  )
  phases.note(renderBlastRadius(chaos, selectedPods))
  await phases.run(
    'injected',
    () => applyExperiment(api, chaos, selectedPods, signal),
    applied => `${selectedPods.length} of ${selectedPods.length} pods${applyResultTexts[applied]}`,
  )
  return selectedPods
}

const applyResultTexts: Record<ApplyResult, string> = {
  created: '',
  replaced: ', replacing the previous experiment',
  unchanged: ', already disconnected',
}

export const describeLabeledPods = (
  { pods, changedCount }: LabelResult,
  namespaces: string[],
): string =>
  `${changedCount} of ${pods.length} pods in ${namespaces.join(', ')} newly labeled with the name of their node`

/** Describes what `partitionPods` would do. Changes nothing. */
export const previewPartition = async (
  { text, chaos }: Experiment,
  { api, signal }: Omit<ApplyContext, 'phases'>,
): Promise<string> => {
  const namespaces = chaos.spec.selector.namespaces ?? []
  const { selectedPods, labelResult } = await selectForPartition(chaos, { api, signal })
  const radius = renderBlastRadius(chaos, selectedPods).replace(/^/gm, '# ')
  return `# ${describeLabeledPods(labelResult, namespaces)} (dry run)\n${radius}\n${text}`
}

/** Finds the pods to disconnect and the labels to add. Changes nothing. */
const selectForPartition = async (
  chaos: NetworkChaos,
  { api, signal }: Omit<ApplyContext, 'phases'>,
): Promise<{ selectedPods: Pod[]; labelResult: LabelResult }> => {
  const { items } = await api.list<KubeNode>(nodes, { signal })
  const { namespaces = [] } = chaos.spec.selector
  const labelResult = await labelPods(api, namespaces, { signal, dryRun: true })
  const selectedPods = findBlastRadius(chaos, { pods: labelResult.pods, nodes: items })
  await checkChaosDaemons(api, selectedPods, signal)
  return { selectedPods, labelResult }
}

/** Returns the longest interval and timeout of NPD's plugins, or undefined if NPD's ConfigMap does not exist. */
export const readTiming = async (api: KubeApi): Promise<Timing | undefined> => {
  const configMap = await api.find<ConfigMap>(configMaps, npdConfigMapName, {
    namespace: npdNamespace,
  })
  return configMap && findLongestTiming(configMap)
}
