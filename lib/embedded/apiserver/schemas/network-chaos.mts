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
  'How many of the selected pods are hit.',
)

const genericSelector = {
  annotationSelectors: mapOf(string),
  expressionSelectors: goNamed(
    listOf(object(undefined, { ...each('key! operator!', string), values: listOf(string) })),
    'v1alpha1.LabelSelectorRequirements',
  ),
  fieldSelectors: mapOf(string),
  labelSelectors: described(mapOf(string), 'Labels that the pods have.'),
  namespaces: described(listOf(string), 'Namespaces that the pods are in.'),
}

const selector = goNamed(
  object(undefined, {
    ...inlined('GenericSelectorSpec', genericSelector),
    nodeSelectors: described(mapOf(string), 'Labels that the nodes of the pods have.'),
    nodes: described(listOf(string), 'Nodes that the pods run on.'),
    podPhaseSelectors: listOf(string),
    pods: described(mapOf(listOf(string)), 'Names of pods by namespace.'),
  }),
  'v1alpha1.PodSelectorSpec',
)

/** What chaos-mesh's definition has and this cluster does not act on. */
const otherActions = 'bandwidth corrupt delay duplicate loss rate'

const podSelector = {
  'mode!': mode,
  'selector!': described(selector, 'Which pods are hit.'),
  value: described(string, 'The number that a mode with a number needs.'),
}

const action = goNamed(
  oneOf('netem', 'delay', 'loss', 'duplicate', 'corrupt', 'partition', 'bandwidth'),
  'v1alpha1.NetworkChaosAction',
)

const spec = goNamed(
  object(undefined, {
    'action!': described(action, 'What happens to the network; here only partition.'),
    direction: described(
      goNamed(oneOf('to', 'from', 'both'), 'v1alpha1.Direction'),
      'Which way is cut, seen from the selected pods.',
    ),
    duration: described(string, 'How long, as in 10m; until it is deleted if not given.'),
    externalTargets: listOf(string),
    ...inlined('PodSelector', podSelector),
    target: described(
      goNamed(object(undefined, podSelector), 'v1alpha1.PodSelector'),
      'The pods that they are cut off from; everything if not given.',
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
  'An experiment on the network of pods.',
  {
    'spec!': described(spec, 'What is done to which pods.'),
    status: described(status, 'How far the experiment is.'),
  },
)
