import {
  anyValue,
  createFields,
  enumOf,
  int64,
  listOf,
  mapOf,
  object,
  type Schema,
  string,
  time,
  withDescription,
  withGoType,
  withInlinedStruct,
} from '../schema.mts'
import { createKindSchema } from './meta.mts'

const mode = withDescription(
  withGoType(
    enumOf('one', 'all', 'fixed', 'fixed-percent', 'random-max-percent'),
    'v1alpha1.SelectorMode',
  ),
  'How many of the selected pods are affected.',
)

const genericSelector = {
  annotationSelectors: mapOf(string),
  expressionSelectors: withGoType(
    listOf(
      object(undefined, { ...createFields('key! operator!', string), values: listOf(string) }),
    ),
    'v1alpha1.LabelSelectorRequirements',
  ),
  fieldSelectors: mapOf(string),
  labelSelectors: withDescription(mapOf(string), 'Labels of the pods.'),
  namespaces: withDescription(listOf(string), 'Namespaces of the pods.'),
}

const selector = withGoType(
  object(undefined, {
    ...withInlinedStruct('GenericSelectorSpec', genericSelector),
    nodeSelectors: withDescription(mapOf(string), 'Labels of the nodes on which the pods run.'),
    nodes: withDescription(listOf(string), 'Nodes on which the pods run.'),
    podPhaseSelectors: listOf(string),
    pods: withDescription(mapOf(listOf(string)), 'Names of pods by namespace.'),
  }),
  'v1alpha1.PodSelectorSpec',
)

/** The fields of actions that this cluster does not support. */
const unsupportedActionFields = 'bandwidth corrupt delay duplicate loss rate'

const podSelector = {
  'mode!': mode,
  'selector!': withDescription(selector, 'Selects the affected pods.'),
  value: withDescription(string, 'The number or percentage for modes that need one.'),
}

const action = withGoType(
  enumOf('netem', 'delay', 'loss', 'duplicate', 'corrupt', 'partition', 'bandwidth'),
  'v1alpha1.NetworkChaosAction',
)

const spec = withGoType(
  object(undefined, {
    'action!': withDescription(action, 'The network fault. Only partition is supported here.'),
    direction: withDescription(
      withGoType(enumOf('to', 'from', 'both'), 'v1alpha1.Direction'),
      'The direction that is blocked, as seen from the selected pods.',
    ),
    duration: withDescription(
      string,
      'How long the experiment lasts, for example 10m. Default: until it is deleted.',
    ),
    externalTargets: listOf(string),
    ...withInlinedStruct('PodSelector', podSelector),
    target: withDescription(
      withGoType(object(undefined, podSelector), 'v1alpha1.PodSelector'),
      'The pods on the other side of the partition. Default: all peers.',
    ),
    ...createFields('device remoteCluster targetDevice', string),
    ...createFields(unsupportedActionFields, anyValue),
  }),
  'v1alpha1.NetworkChaosSpec',
)

const recordEvent: Schema = object(undefined, {
  ...createFields('message operation! type!', string),
  'timestamp!': time,
})

const containerRecord = object(undefined, {
  ...createFields('id! phase! selectorKey!', string),
  ...createFields('injectedCount! recoveredCount!', int64),
  events: listOf(recordEvent),
})

const status = object(undefined, {
  conditions: listOf(object(undefined, createFields('reason status! type!', string))),
  'experiment!': object(undefined, {
    containerRecords: listOf(containerRecord),
    desiredPhase: enumOf('Run', 'Stop'),
  }),
  instances: mapOf(int64),
})

export const networkChaosSchema = createKindSchema(
  'org.chaos-mesh.v1alpha1.NetworkChaos',
  'An experiment that injects network faults into pods.',
  {
    'spec!': withDescription(spec, 'The fault and the affected pods.'),
    status: withDescription(status, 'The progress of the experiment.'),
  },
)
