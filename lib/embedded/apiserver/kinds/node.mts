import { checkQualifiedName } from '../../../kube/names.mts'
import type { KubeNode, KubeObject, Taint } from '../../../kube/types.mts'
import {
  duplicateValue,
  forbiddenField,
  invalidField,
  requiredField,
  unsupportedValue,
} from '../field-errors.mts'
import type { FieldError, Kind } from '../kind.mts'
import { validateMetadata } from '../metadata-validation.mts'
import { collectMergeRules } from '../schema.mts'
import { nodeSchema } from '../schemas/node.mts'
import {
  ageColumn,
  createTextColumn,
  createWideColumn,
  nameColumn,
  renderOrNone,
  renderOrUnknown,
} from './columns.mts'

const rolePrefix = 'node-role.kubernetes.io/'

const renderStatus = ({ spec, status }: KubeNode): string => {
  const readyCondition = status?.conditions?.find(({ type }) => type === 'Ready')
  const readiness = readyCondition?.status === 'True' ? 'Ready' : 'NotReady'
  return [
    readyCondition ? readiness : 'Unknown',
    ...(spec?.unschedulable ? ['SchedulingDisabled'] : []),
  ].join(',')
}

const renderRoles = ({ metadata: { labels = {} } }: KubeNode): string => {
  const rolesFromPrefixedLabels = Object.keys(labels).flatMap(key =>
    key.startsWith(rolePrefix) ? key.slice(rolePrefix.length) : [],
  )
  const roles = new Set(
    [...rolesFromPrefixedLabels, labels['kubernetes.io/role'] ?? ''].filter(role => role !== ''),
  )
  return renderOrNone([...roles].sort().join(','))
}

const createAddressColumn = (name: string, type: string) =>
  createWideColumn<KubeNode>(name, ({ status }) =>
    renderOrNone(status?.addresses?.find(address => address.type === type)?.address),
  )

const createNodeInfoColumn = (name: string, key: string) =>
  createWideColumn<KubeNode>(name, ({ status }) => renderOrUnknown(status?.nodeInfo?.[key]))

const setNodeDefaults = (object: KubeObject): void => {
  const { spec, status } = object as KubeNode
  if (spec?.podCIDR && !spec.podCIDRs) spec.podCIDRs = [spec.podCIDR]
  if (status?.capacity) status.allocatable ??= status.capacity
}

const notReadyTaint: Taint = { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' }

/** Adds the not-ready taint to a new node, as the admission plugin TaintNodesByCondition does. */
const addNotReadyTaint = (object: KubeObject): void => {
  const node = object as KubeNode
  const taints = node.spec?.taints ?? []
  if (
    taints.some(({ key, effect }) => key === notReadyTaint.key && effect === notReadyTaint.effect)
  )
    return
  node.spec = { ...node.spec, taints: [...taints, notReadyTaint] }
}

const taintEffects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute']

/**
 * Validates a taint. Errors in `spec.taints` have the path `metadata.taints`, as in the real server.
 */
const validateTaint = (taint: Taint, index: number, taints: Taint[]): FieldError[] => {
  const path = `metadata.taints[${index}]`
  const isSame = ({ key, effect }: Taint) => key === taint.key && effect === taint.effect
  const { key = '', effect = '' } = taint
  return [
    ...checkQualifiedName(key).map(detail => invalidField(`${path}.key`, key, detail)),
    ...(effect === '' ? [requiredField(`${path}.effect`)] : []),
    ...(effect !== '' && !taintEffects.includes(effect)
      ? [unsupportedValue(`${path}.effect`, effect, taintEffects)]
      : []),
    ...(taints.findIndex(isSame) < index ? [duplicateValue(path, taint)] : []),
  ]
}

const validateNodeUpdate = (object: KubeObject, old: KubeObject): FieldError[] => {
  const oldPodCIDR = (old as KubeNode).spec?.podCIDR
  const newPodCIDR = (object as KubeNode).spec?.podCIDR
  return oldPodCIDR && newPodCIDR !== oldPodCIDR
    ? [
        forbiddenField(
          'spec.podCIDRs',
          'node updates may not change podCIDR except from "" to valid',
        ),
      ]
    : []
}

export const nodeKind: Kind = {
  group: '',
  version: 'v1',
  kind: 'Node',
  plural: 'nodes',
  singular: 'node',
  shortNames: ['no'],
  namespaced: false,
  subresources: ['status'],
  hasGeneration: false,
  selectableFields: ['spec.unschedulable'],
  computedSelectableFields: {
    'spec.unschedulable': object => String((object as KubeNode).spec?.unschedulable ?? false),
  },
  mergeRules: collectMergeRules(nodeSchema),
  schema: nodeSchema,
  columns: [
    nameColumn,
    createTextColumn('Status', renderStatus),
    createTextColumn('Roles', renderRoles),
    ageColumn,
    createTextColumn<KubeNode>('Version', ({ status }) => status?.nodeInfo?.kubeletVersion ?? ''),
    createAddressColumn('Internal-IP', 'InternalIP'),
    createAddressColumn('External-IP', 'ExternalIP'),
    createNodeInfoColumn('OS-Image', 'osImage'),
    createNodeInfoColumn('Kernel-Version', 'kernelVersion'),
    createNodeInfoColumn('Container-Runtime', 'containerRuntimeVersion'),
  ],
  setDefaults: setNodeDefaults,
  prepareForCreate: addNotReadyTaint,
  validate: object => [
    ...validateMetadata(object),
    ...((object as KubeNode).spec?.taints ?? []).flatMap(validateTaint),
  ],
  validateUpdate: validateNodeUpdate,
}
