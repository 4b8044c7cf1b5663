import {
  anything,
  described,
  each,
  goNamed,
  inlined,
  int64,
  listOf,
  mapOf,
  object,
  oneOf,
  type Schema,
  string,
  time,
} from '../schema.mts'
import { kindSchema } from './meta.mts'

const mode = described(
  goNamed(
    oneOf('one', 'all', 'fixed', 'fixed-percent', 'random-max-percent'),
    'v1alpha1.SelectorMode',
  ),
  'How many of the selected pods are affected.',
)

const genericSelector = {
  annotationSelectors: mapOf(string),
  expressionSelectors: goNamed(
    listOf(object(undefined, { ...each('key! operator!', string), values: listOf(string) })),
    'v1alpha1.LabelSelectorRequirements',
  ),
  fieldSelectors: mapOf(string),
  labelSelectors: described(mapOf(string), 'Labels of the pods.'),
  namespaces: described(listOf(string), 'Namespaces of the pods.'),
}

const selector = goNamed(
  object(undefined, {
    ...inlined('GenericSelectorSpec', genericSelector),
    nodeSelectors: described(mapOf(string), 'Labels of the nodes on which the pods run.'),
    nodes: described(listOf(string), 'Nodes on which the pods run.'),
    podPhaseSelectors: listOf(string),
    pods: described(mapOf(listOf(string)), 'Names of pods by namespace.'),
  }),
  'v1alpha1.PodSelectorSpec',
)

/** Actions in chaos-mesh's schema that this cluster does not support. */
const otherActions = 'bandwidth corrupt delay duplicate loss rate'

const podSelector = {
  'mode!': mode,
  'selector!': described(selector, 'Selects the affected pods.'),
  value: described(string, 'The number or percentage for modes that need one.'),
}

const action = goNamed(
  oneOf('netem', 'delay', 'loss', 'duplicate', 'corrupt', 'partition', 'bandwidth'),
  'v1alpha1.NetworkChaosAction',
)

const spec = goNamed(
  object(undefined, {
    'action!': described(action, 'The network fault. Only partition is supported here.'),
    direction: described(
      goNamed(oneOf('to', 'from', 'both'), 'v1alpha1.Direction'),
      'The direction that is cut, as seen from the selected pods.',
    ),
    duration: described(
      string,
      'How long the experiment lasts, for example 10m. Default: until it is deleted.',
    ),
    externalTargets: listOf(string),
    ...inlined('PodSelector', podSelector),
    target: described(
      goNamed(object(undefined, podSelector), 'v1alpha1.PodSelector'),
      'The pods on the other side of the cut. Default: all peers.',
    ),
    ...each('device remoteCluster targetDevice', string),
    ...each(otherActions, anything),
  }),
  'v1alpha1.NetworkChaosSpec',
)

const recordEvent: Schema = object(undefined, {
  ...each('message operation! type!', string),
  'timestamp!': time,
})

const containerRecord = object(undefined, {
  ...each('id! phase! selectorKey!', string),
  ...each('injectedCount! recoveredCount!', int64),
  events: listOf(recordEvent),
})

const status = object(undefined, {
  conditions: listOf(object(undefined, each('reason status! type!', string))),
  'experiment!': object(undefined, {
    containerRecords: listOf(containerRecord),
    desiredPhase: oneOf('Run', 'Stop'),
  }),
  instances: mapOf(int64),
})

export const networkChaosSchema = kindSchema(
  'org.chaos-mesh.v1alpha1.NetworkChaos',
  'An experiment with network faults on pods.',
  {
    'spec!': described(spec, 'The fault and the affected pods.'),
    status: described(status, 'The progress of the experiment.'),
  },
)
