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
  ...each('minReadySeconds revisionHistoryLimit', int32),
  'selector!': described(labelSelector, 'Which pods are its own; never changes.'),
  'template!': described(podTemplate, 'The pod that every node gets.'),
  updateStrategy: object(apps('DaemonSetUpdateStrategy'), {
    type: string,
    rollingUpdate: object(
      apps('RollingUpdateDaemonSet'),
      each('maxSurge maxUnavailable', intOrString),
    ),
  }),
})

const daemonSetCondition = object(apps('DaemonSetCondition'), {
  ...each('message reason status! type!', string),
  lastTransitionTime: time,
})

const daemonSetStatus = object(apps('DaemonSetStatus'), {
  ...each(
    'currentNumberScheduled! numberMisscheduled! desiredNumberScheduled! numberReady!',
    int32,
  ),
  ...each('updatedNumberScheduled numberAvailable numberUnavailable collisionCount', int32),
  observedGeneration: int64,
  conditions: listBy(['type'], daemonSetCondition),
})

export const daemonSetSchema = kindSchema(
  apps('DaemonSet'),
  'One pod on every node that it fits.',
  {
    spec: described(daemonSetSpec, 'What is to run, and how it is renewed.'),
    status: described(daemonSetStatus, 'How many of its pods there are.'),
  },
)
