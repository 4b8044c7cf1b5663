import {
  asAtomic,
  createFields,
  int32,
  listOf,
  listWithKeys,
  object,
  type Schema,
  string,
  toCoreName,
} from '../schema.mts'
import { labelSelector } from './meta.mts'

const nodeSelectorRequirement = object(toCoreName('NodeSelectorRequirement'), {
  ...createFields('key! operator!', string),
  values: listOf(string),
})

const nodeSelectorTerm = asAtomic(
  object(
    toCoreName('NodeSelectorTerm'),
    createFields('matchExpressions matchFields', listOf(nodeSelectorRequirement)),
  ),
)

const podAffinityTerm = object(toCoreName('PodAffinityTerm'), {
  labelSelector,
  namespaces: listOf(string),
  'topologyKey!': string,
  namespaceSelector: labelSelector,
  ...createFields('matchLabelKeys mismatchLabelKeys', listOf(string)),
})

const createWeightedTerm = (name: string, termField: string, schema: Schema): Schema =>
  object(toCoreName(name), { 'weight!': int32, [`${termField}!`]: schema })

const createAffinityFields = (
  requiredTerms: Schema,
  preferredTerm: Schema,
): Record<string, Schema> => ({
  requiredDuringSchedulingIgnoredDuringExecution: requiredTerms,
  preferredDuringSchedulingIgnoredDuringExecution: listOf(preferredTerm),
})

const podAffinityFields = createAffinityFields(
  listOf(podAffinityTerm),
  createWeightedTerm('WeightedPodAffinityTerm', 'podAffinityTerm', podAffinityTerm),
)

export const affinity = object(toCoreName('Affinity'), {
  nodeAffinity: object(
    toCoreName('NodeAffinity'),
    createAffinityFields(
      asAtomic(
        object(toCoreName('NodeSelector'), { 'nodeSelectorTerms!': listOf(nodeSelectorTerm) }),
      ),
      createWeightedTerm('PreferredSchedulingTerm', 'preference', nodeSelectorTerm),
    ),
  ),
  podAffinity: object(toCoreName('PodAffinity'), podAffinityFields),
  podAntiAffinity: object(toCoreName('PodAntiAffinity'), podAffinityFields),
})

const topologySpreadConstraint = object(toCoreName('TopologySpreadConstraint'), {
  'maxSkew!': int32,
  ...createFields('topologyKey! whenUnsatisfiable!', string),
  labelSelector,
  'minDomains?': int32,
  ...createFields('nodeAffinityPolicy? nodeTaintsPolicy?', string),
  matchLabelKeys: listOf(string),
})

export const topologySpreadConstraints = listWithKeys(
  ['topologyKey', 'whenUnsatisfiable'],
  topologySpreadConstraint,
)
