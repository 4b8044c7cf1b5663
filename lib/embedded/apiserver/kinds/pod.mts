import type { Pod } from '../../../kube/types.mts'
import type { Kind } from '../kind.mts'
import { validateMetadata } from '../metadata-validation.mts'
import { collectMergeRules } from '../schema.mts'
import { podSchema } from '../schemas/pod.mts'
import {
  ageColumn,
  createTextColumn,
  createWideColumn,
  nameColumn,
  renderOrNone,
} from './columns.mts'
import { fillAdmissionFields, setNewPodFields, setPodDefaults } from './pod-defaults.mts'
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
  computedSelectableFields: {
    'spec.hostNetwork': object => String((object as Pod).spec.hostNetwork ?? false),
  },
  mergeRules: collectMergeRules(podSchema),
  schema: podSchema,
  columns: [
    nameColumn,
    createTextColumn('Ready', renderReadiness),
    createTextColumn('Status', renderPodStatus),
    createTextColumn('Restarts', renderRestarts),
    ageColumn,
    createWideColumn<Pod>('IP', ({ status }) => renderOrNone(status?.podIP)),
    createWideColumn<Pod>('Node', ({ spec }) => renderOrNone(spec.nodeName)),
    createWideColumn<Pod>('Nominated Node', ({ status }) =>
      renderOrNone(status?.nominatedNodeName),
    ),
    createWideColumn('Readiness Gates', () => '<none>'),
  ],
  setDefaults: setPodDefaults,
  prepareForCreate: setNewPodFields,
  prepareForUpdate: fillAdmissionFields,
  validate: object => [
    ...validateMetadata(object),
    ...validatePodSpec((object as Pod).spec, 'spec'),
  ],
  validateUpdate: validatePodUpdate,
}
