import type { Pod } from '../../../kube/types.mts'
import type { Kind } from '../kind.mts'
import { validateMetadata } from '../metadata-validation.mts'
import { collectMergeRules } from '../schema.mts'
import { podSchema } from '../schemas/pod.mts'
import { ageColumn, column, nameColumn, orNone, wideColumn } from './columns.mts'
import { copyAdmittedFields, setNewPodFields, setPodDefaults } from './pod-defaults.mts'
import { renderPodStatus, renderReadiness, renderRestarts } from './pod-status.mts'
import { validatePodSpec, validatePodUpdate } from './pod-validation.mts'

export const podKind: Kind = {
  group: '',
  version: 'v1',
  kind: 'Pod',
  plural: 'pods',
  singular: 'pod',
  shortNames: ['po'],
  categories: ['all'],
  namespaced: true,
  subresources: ['log', 'status'],
  hasGeneration: true,
  selectableFields: [
    'spec.nodeName',
    'spec.restartPolicy',
    'spec.schedulerName',
    'spec.serviceAccountName',
    'spec.hostNetwork',
    'status.phase',
    'status.podIP',
    'status.podIPs',
    'status.nominatedNodeName',
  ],
  selectableValues: {
    'spec.hostNetwork': object => String((object as Pod).spec.hostNetwork ?? false),
  },
  mergeRules: collectMergeRules(podSchema),
  schema: podSchema,
  columns: [
    nameColumn,
    column('Ready', renderReadiness),
    column('Status', renderPodStatus),
    column('Restarts', renderRestarts),
    ageColumn,
    wideColumn<Pod>('IP', ({ status }) => orNone(status?.podIP)),
    wideColumn<Pod>('Node', ({ spec }) => orNone(spec.nodeName)),
    wideColumn<Pod>('Nominated Node', ({ status }) => orNone(status?.nominatedNodeName)),
    wideColumn('Readiness Gates', () => '<none>'),
  ],
  setDefaults: setPodDefaults,
  prepareForCreate: setNewPodFields,
  prepareForUpdate: copyAdmittedFields,
  validate: object => [
    ...validateMetadata(object),
    ...validatePodSpec((object as Pod).spec, 'spec'),
  ],
  validateUpdate: validatePodUpdate,
}
