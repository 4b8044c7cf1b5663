import {
  createFields,
  int32,
  int64,
  intOrString,
  listWithKeys,
  object,
  string,
  time,
  withDescription,
} from '../schema.mts'
import { createKindSchema, labelSelector } from './meta.mts'
import { podTemplate } from './pod-spec.mts'

const toAppsName = (name: string): string => `io.k8s.api.apps.v1.${name}`

const daemonSetSpec = object(toAppsName('DaemonSetSpec'), {
  'selector!?': withDescription(labelSelector, 'Selects the pods of the DaemonSet. Immutable.'),
  'template!': withDescription(podTemplate, 'The template for the pod on each node.'),
  'updateStrategy+': object(toAppsName('DaemonSetUpdateStrategy'), {
    type: string,
    rollingUpdate: object(
      toAppsName('RollingUpdateDaemonSet'),
      createFields('maxUnavailable? maxSurge?', intOrString),
    ),
  }),
  minReadySeconds: int32,
  'revisionHistoryLimit?': int32,
})

const daemonSetCondition = object(toAppsName('DaemonSetCondition'), {
  ...createFields('type! status!', string),
  'lastTransitionTime+': time,
  ...createFields('reason message', string),
})

const daemonSetStatus = object(toAppsName('DaemonSetStatus'), {
  ...createFields(
    'currentNumberScheduled! numberMisscheduled! desiredNumberScheduled! numberReady!',
    int32,
  ),
  observedGeneration: int64,
  ...createFields(
    'updatedNumberScheduled numberAvailable numberUnavailable collisionCount?',
    int32,
  ),
  conditions: listWithKeys(['type'], daemonSetCondition),
})

export const daemonSetSchema = createKindSchema(
  toAppsName('DaemonSet'),
  'Runs a pod on each matching node.',
  {
    'spec+': withDescription(daemonSetSpec, 'The desired pods and their update strategy.'),
    'status+': withDescription(daemonSetStatus, 'The number of pods in each state.'),
  },
)
