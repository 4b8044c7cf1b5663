import { atomic, each, int32, listBy, listOf, object, type Schema, string } from '../schema.mts'
import { labelSelector } from './meta.mts'

const core = (name: string): string => `io.k8s.api.core.v1.${name}`

const nodeSelectorRequirement = object(core('NodeSelectorRequirement'), {
  ...each('key! operator!', string),
  values: listOf(string),
})

const nodeSelectorTerm = atomic(
  object(
    core('NodeSelectorTerm'),
    each('matchExpressions matchFields', listOf(nodeSelectorRequirement)),
  ),
)

const podAffinityTerm = object(core('PodAffinityTerm'), {
  labelSelector,
  namespaces: listOf(string),
  'topologyKey!': string,
  namespaceSelector: labelSelector,
  ...each('matchLabelKeys mismatchLabelKeys', listOf(string)),
})

const weighted = (name: string, term: string, schema: Schema): Schema =>
  object(core(name), { 'weight!': int32, [`${term}!`]: schema })

const rules = (required: Schema, preferred: Schema): Record<string, Schema> => ({
  requiredDuringSchedulingIgnoredDuringExecution: required,
  preferredDuringSchedulingIgnoredDuringExecution: listOf(preferred),
})

const podRules = rules(
  listOf(podAffinityTerm),
  weighted('WeightedPodAffinityTerm', 'podAffinityTerm', podAffinityTerm),
)

export const affinity = object(core('Affinity'), {
  nodeAffinity: object(
    core('NodeAffinity'),
    rules(
      atomic(object(core('NodeSelector'), { 'nodeSelectorTerms!': listOf(nodeSelectorTerm) })),
      weighted('PreferredSchedulingTerm', 'preference', nodeSelectorTerm),
    ),
  ),
  podAffinity: object(core('PodAffinity'), podRules),
  podAntiAffinity: object(core('PodAntiAffinity'), podRules),
})

const topologySpreadConstraint = object(core('TopologySpreadConstraint'), {
  'maxSkew!': int32,
  ...each('topologyKey! whenUnsatisfiable!', string),
  labelSelector,
  'minDomains?': int32,
  ...each('nodeAffinityPolicy? nodeTaintsPolicy?', string),
  matchLabelKeys: listOf(string),
})

export const topologySpreadConstraints = listBy(
  ['topologyKey', 'whenUnsatisfiable'],
  topologySpreadConstraint,
)
