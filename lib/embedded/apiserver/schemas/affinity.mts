import {
  atomic,
  core,
  createFields,
  int32,
  listOf,
  listWithKeys,
  object,
  type Schema,
  string,
} from '../schema.mts'
import { labelSelector } from './meta.mts'

const nodeSelectorRequirement = object(core('NodeSelectorRequirement'), {
  ...createFields('key! operator!', string),
  values: listOf(string),
})

const nodeSelectorTerm = atomic(
  object(
    core('NodeSelectorTerm'),
    createFields('matchExpressions matchFields', listOf(nodeSelectorRequirement)),
  ),
)

const podAffinityTerm = object(core('PodAffinityTerm'), {
  labelSelector,
  namespaces: listOf(string),
  'topologyKey!': string,
  namespaceSelector: labelSelector,
  ...createFields('matchLabelKeys mismatchLabelKeys', listOf(string)),
})

const createWeightedTerm = (name: string, term: string, schema: Schema): Schema =>
  object(core(name), { 'weight!': int32, [`${term}!`]: schema })

const createRules = (required: Schema, preferred: Schema): Record<string, Schema> => ({
  requiredDuringSchedulingIgnoredDuringExecution: required,
  preferredDuringSchedulingIgnoredDuringExecution: listOf(preferred),
})

const podRules = createRules(
  listOf(podAffinityTerm),
  createWeightedTerm('WeightedPodAffinityTerm', 'podAffinityTerm', podAffinityTerm),
)

export const affinity = object(core('Affinity'), {
  nodeAffinity: object(
    core('NodeAffinity'),
    createRules(
      atomic(object(core('NodeSelector'), { 'nodeSelectorTerms!': listOf(nodeSelectorTerm) })),
      createWeightedTerm('PreferredSchedulingTerm', 'preference', nodeSelectorTerm),
    ),
  ),
  podAffinity: object(core('PodAffinity'), podRules),
  podAntiAffinity: object(core('PodAntiAffinity'), podRules),
})

const topologySpreadConstraint = object(core('TopologySpreadConstraint'), {
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
