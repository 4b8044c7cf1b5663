import {
  anything,
  described,
  each,
  int64,
  listOf,
  mapOf,
  object,
  oneOf,
  type Schema,
  string,
  time,
} from '../schema.mts'
import { kindOf } from './meta.mts'

const mode = described(
  oneOf('one', 'all', 'fixed', 'fixed-percent', 'random-max-percent'),
  'How many of the selected pods are hit.',
)

const selector = object(undefined, {
  annotationSelectors: mapOf(string),
  expressionSelectors: listOf(
    object(undefined, { ...each('key! operator!', string), values: listOf(string) }),
  ),
  fieldSelectors: mapOf(string),
  labelSelectors: described(mapOf(string), 'Labels that the pods have.'),
  namespaces: described(listOf(string), 'Namespaces that the pods are in.'),
  nodeSelectors: described(mapOf(string), 'Labels that the nodes of the pods have.'),
  nodes: described(listOf(string), 'Nodes that the pods run on.'),
  podPhaseSelectors: listOf(string),
  pods: described(mapOf(listOf(string)), 'Names of pods by namespace.'),
})

/** What chaos-mesh's definition has and this cluster does not act on. */
const otherActions = 'bandwidth corrupt delay duplicate loss rate'

const spec = object(undefined, {
  'action!': described(
    oneOf('netem', 'delay', 'loss', 'duplicate', 'corrupt', 'partition', 'bandwidth'),
    'What happens to the network; here only partition.',
  ),
  direction: described(
    oneOf('to', 'from', 'both'),
    'Which way is cut, seen from the selected pods.',
  ),
  duration: described(string, 'How long, as in 10m; until it is deleted if not given.'),
  externalTargets: listOf(string),
  'mode!': mode,
  'selector!': described(selector, 'Which pods are hit.'),
  target: described(
    object(undefined, { 'mode!': mode, 'selector!': selector, value: string }),
    'The pods that they are cut off from; everything if not given.',
  ),
  value: described(string, 'The number that a mode with a number needs.'),
  ...each('device remoteCluster targetDevice', string),
  ...each(otherActions, anything),
})

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

export const networkChaosSchema = kindOf(
  'org.chaos-mesh.v1alpha1.NetworkChaos',
  'An experiment on the network of pods.',
  {
    'spec!': described(spec, 'What is done to which pods.'),
    status: described(status, 'How far the experiment is.'),
  },
)
