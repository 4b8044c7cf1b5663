import { isDeepStrictEqual } from 'node:util'
import type { DaemonSet, KubeObject, Labels } from '../../../kube/types.mts'
import { immutableField, invalidField, unsupportedValue } from '../field-errors.mts'
import type { FieldError, Kind, LabelSelector } from '../kind.mts'
import { validateMetadata } from '../metadata-validation.mts'
import { collectMergeRules } from '../schema.mts'
import { daemonSetSchema } from '../schemas/daemon-set.mts'
import {
  ageColumn,
  createNumberColumn,
  createTextColumn,
  createWideColumn,
  nameColumn,
  renderLabels,
  renderSelector,
} from './columns.mts'
import { setPodSpecDefaults } from './pod-defaults.mts'
import { validatePodSpec } from './pod-validation.mts'

type DaemonSetStatus = NonNullable<DaemonSet['status']>

const createCountColumn = (name: string, key: Exclude<keyof DaemonSetStatus, 'conditions'>) =>
  createNumberColumn<DaemonSet>(name, ({ status }) => status?.[key] ?? 0)

const containersOf = ({ spec }: DaemonSet) => spec.template.spec.containers

/** The deprecated annotation that contains the generation of the pod template. The real server still writes it. */
const templateGenerationAnnotation = 'deprecated.daemonset.template.generation'

const setTemplateGeneration = (object: KubeObject, old: KubeObject): void => {
  const [newDaemonSet, oldDaemonSet] = [object as DaemonSet, old as DaemonSet]
  const generation = Number(oldDaemonSet.metadata.annotations?.[templateGenerationAnnotation] ?? 1)
  const hasChanged = !isDeepStrictEqual(newDaemonSet.spec.template, oldDaemonSet.spec.template)
  const value = String(hasChanged ? generation + 1 : generation)
  newDaemonSet.metadata.annotations = {
    ...newDaemonSet.metadata.annotations,
    [templateGenerationAnnotation]: value,
  }
}

const setDaemonSetDefaults = (object: KubeObject): void => {
  const daemonSet = object as DaemonSet
  const { spec } = daemonSet
  if (spec?.template?.spec === undefined) return
  spec.revisionHistoryLimit ??= 10
  spec.updateStrategy = { type: 'RollingUpdate', ...spec.updateStrategy }
  if (spec.updateStrategy.type === 'RollingUpdate')
    spec.updateStrategy.rollingUpdate = {
      maxSurge: 0,
      maxUnavailable: 1,
      ...spec.updateStrategy.rollingUpdate,
    }
  setPodSpecDefaults(spec.template.spec)
  const { annotations } = daemonSet.metadata
  daemonSet.metadata.annotations = { [templateGenerationAnnotation]: '1', ...annotations }
}

const strategies = ['RollingUpdate', 'OnDelete']

const validateDaemonSet = ({ spec }: DaemonSet): FieldError[] => {
  const { selector, template, updateStrategy } = spec ?? {}
  const path = 'spec.template'
  const type = updateStrategy?.type ?? 'RollingUpdate'
  const restartPolicy = template?.spec?.restartPolicy ?? 'Always'
  return [
    ...validateSelector(selector, template?.metadata?.labels),
    ...validatePodSpec(template?.spec, `${path}.spec`),
    ...(restartPolicy === 'Always'
      ? []
      : [unsupportedValue(`${path}.spec.restartPolicy`, restartPolicy, ['Always'])]),
    ...(strategies.includes(type)
      ? []
      : [unsupportedValue('spec.updateStrategy', updateStrategy, strategies)]),
  ]
}

/**
 * Validates that the selector is not empty and that its `matchLabels` match the pod template. A DaemonSet that does
 * not select its own pods would create pods indefinitely.
 */
const validateSelector = (
  selector: LabelSelector | null | undefined,
  labels: Labels | undefined,
): FieldError[] => {
  const mismatch = invalidField(
    'spec.template.metadata.labels',
    labels ?? null,
    '`selector` does not match template `labels`',
  )
  if (!selector) return [mismatch]
  const { matchLabels = {}, matchExpressions = [] } = selector
  const isEmpty = Object.keys(matchLabels).length + matchExpressions.length === 0
  if (isEmpty)
    return [invalidField('spec.selector', selector, 'empty selector is invalid for daemonset')]
  return Object.entries(matchLabels).every(([key, value]) => labels?.[key] === value)
    ? []
    : [mismatch]
}

const validateDaemonSetUpdate = (object: KubeObject, old: KubeObject): FieldError[] => {
  const [newSelector, oldSelector] = [object as DaemonSet, old as DaemonSet].map(
    ({ spec }) => spec.selector,
  )
  return isDeepStrictEqual(newSelector, oldSelector)
    ? []
    : [immutableField('spec.selector', newSelector)]
}

export const daemonSetKind: Kind = {
  group: 'apps',
  version: 'v1',
  kind: 'DaemonSet',
  plural: 'daemonsets',
  singular: 'daemonset',
  shortNames: ['ds'],
  categories: ['all'],
  namespaced: true,
  subresources: ['status'],
  hasGeneration: true,
  mergeRules: collectMergeRules(daemonSetSchema),
  schema: daemonSetSchema,
  columns: [
    nameColumn,
    createCountColumn('Desired', 'desiredNumberScheduled'),
    createCountColumn('Current', 'currentNumberScheduled'),
    createCountColumn('Ready', 'numberReady'),
    createCountColumn('Up-to-date', 'updatedNumberScheduled'),
    createCountColumn('Available', 'numberAvailable'),
    createTextColumn<DaemonSet>('Node Selector', ({ spec }) =>
      renderLabels(spec.template.spec.nodeSelector),
    ),
    ageColumn,
    createWideColumn<DaemonSet>('Containers', daemonSet =>
      containersOf(daemonSet)
        .map(({ name }) => name)
        .join(','),
    ),
    createWideColumn<DaemonSet>('Images', daemonSet =>
      containersOf(daemonSet)
        .map(({ image }) => image)
        .join(','),
    ),
    createWideColumn<DaemonSet>('Selector', ({ spec }) => renderSelector(spec.selector)),
  ],
  setDefaults: setDaemonSetDefaults,
  prepareForUpdate: setTemplateGeneration,
  validate: object => [...validateMetadata(object), ...validateDaemonSet(object as DaemonSet)],
  validateUpdate: validateDaemonSetUpdate,
}
