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

const apps = (name: string): string => `io.k8s.api.apps.v1.${name}`

const daemonSetSpec = object(apps('DaemonSetSpec'), {
  'selector!?': withDescription(labelSelector, 'Selects the pods of the DaemonSet. Immutable.'),
  'template!': withDescription(podTemplate, 'The template for the pod on each node.'),
  'updateStrategy+': object(apps('DaemonSetUpdateStrategy'), {
    type: string,
    rollingUpdate: object(
      apps('RollingUpdateDaemonSet'),
      createFields('maxUnavailable? maxSurge?', intOrString),
    ),
  }),
  minReadySeconds: int32,
  'revisionHistoryLimit?': int32,
})

const daemonSetCondition = object(apps('DaemonSetCondition'), {
  ...createFields('type! status!', string),
  'lastTransitionTime+': time,
  ...createFields('reason message', string),
})

const daemonSetStatus = object(apps('DaemonSetStatus'), {
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
  apps('DaemonSet'),
  'Runs a pod on each matching node.',
  {
    'spec+': withDescription(daemonSetSpec, 'The desired pods and their update strategy.'),
    'status+': withDescription(daemonSetStatus, 'The number of pods in each state.'),
  },
)
