import {
  described,
  each,
  int32,
  int64,
  intOrString,
  listBy,
  object,
  string,
  time,
} from '../schema.mts'
import { kindSchema, labelSelector } from './meta.mts'
import { podTemplate } from './pod-spec.mts'

const apps = (name: string): string => `io.k8s.api.apps.v1.${name}`

const daemonSetSpec = object(apps('DaemonSetSpec'), {
  'selector!?': described(labelSelector, 'Selects the pods of the DaemonSet. Immutable.'),
  'template!': described(podTemplate, 'The template for the pod on each node.'),
  'updateStrategy+': object(apps('DaemonSetUpdateStrategy'), {
    type: string,
    rollingUpdate: object(
      apps('RollingUpdateDaemonSet'),
      each('maxUnavailable? maxSurge?', intOrString),
    ),
  }),
  minReadySeconds: int32,
  'revisionHistoryLimit?': int32,
})

const daemonSetCondition = object(apps('DaemonSetCondition'), {
  ...each('type! status!', string),
  'lastTransitionTime+': time,
  ...each('reason message', string),
})

const daemonSetStatus = object(apps('DaemonSetStatus'), {
  ...each(
    'currentNumberScheduled! numberMisscheduled! desiredNumberScheduled! numberReady!',
    int32,
  ),
  observedGeneration: int64,
  ...each('updatedNumberScheduled numberAvailable numberUnavailable collisionCount?', int32),
  conditions: listBy(['type'], daemonSetCondition),
})

export const daemonSetSchema = kindSchema(apps('DaemonSet'), 'Runs a pod on each matching node.', {
  'spec+': described(daemonSetSpec, 'The desired pods and their update strategy.'),
  'status+': described(daemonSetStatus, 'The numbers of pods.'),
})
