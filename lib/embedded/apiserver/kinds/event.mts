import { renderAge } from '../../../kube/human-duration.mts'
import { checkPathSegment, checkQualifiedName } from '../../../kube/names.mts'
import type { KubeEvent, KubeObject } from '../../../kube/types.mts'
import { invalidField, requiredField } from '../field-errors.mts'
import type { FieldError, Kind } from '../kind.mts'
import { validateMetadata } from '../metadata-validation.mts'
import { collectMergeRules } from '../schema.mts'
import { eventSchema } from '../schemas/event.mts'
import { createTextColumn, createWideColumn, nameColumn } from './columns.mts'

const sourceOf = ({ source, reportingComponent }: KubeEvent): string =>
  source?.component || reportingComponent || ''

const renderFirstSeen = ({ firstTimestamp, eventTime }: KubeEvent, now: Date): string =>
  renderAge(firstTimestamp || eventTime, now)

const renderLastSeen = (event: KubeEvent, now: Date): string => {
  if (event.series) return renderAge(event.series.lastObservedTime, now)
  return event.lastTimestamp ? renderAge(event.lastTimestamp, now) : renderFirstSeen(event, now)
}

const renderObject = ({ involvedObject: { kind = '', name } }: KubeEvent): string =>
  name ? `${kind.toLowerCase()}/${name}` : kind.toLowerCase()

const renderSource = (event: KubeEvent): string => {
  const instance = event.source?.host || event.reportingInstance
  return instance ? `${sourceOf(event)}, ${instance}` : sourceOf(event)
}

/**
 * Validates that an event is in the namespace of its object, or in `default` if the object is
 * cluster-scoped. Events with an `eventTime` follow the rules of events.k8s.io instead.
 */
const validateEvent = (object: KubeObject): FieldError[] => {
  const event = object as KubeEvent
  const { namespace = '' } = event.involvedObject ?? {}
  const eventNamespace = event.metadata.namespace ?? ''
  const allowedNamespaces = event.eventTime ? ['default', 'kube-system'] : ['', 'default']
  const isNamespaceAllowed =
    namespace === ''
      ? allowedNamespaces.includes(eventNamespace)
      : event.eventTime || eventNamespace === namespace
  const detail = 'does not match event.namespace'
  return [
    ...(isNamespaceAllowed ? [] : [invalidField('involvedObject.namespace', namespace, detail)]),
    ...(event.eventTime ? validateReportingFields(event) : []),
  ]
}

const validateReportingFields = (event: KubeEvent): FieldError[] => {
  const { reportingComponent = '' } = event
  const missingFields = (['reportingInstance', 'action', 'reason'] as const).filter(
    field => !event[field],
  )
  return [
    ...(reportingComponent === '' ? [requiredField('reportingComponent')] : []),
    ...checkQualifiedName(reportingComponent).map(detail =>
      invalidField('reportingComponent', reportingComponent, detail),
    ),
    ...missingFields.map(field => requiredField(field)),
  ]
}

export const eventKind: Kind = {
  group: '',
  version: 'v1',
  kind: 'Event',
  plural: 'events',
  singular: 'event',
  shortNames: ['ev'],
  namespaced: true,
  subresources: [],
  allowsCreateOnUpdate: true,
  hasGeneration: false,
  selectableFields: [
    'involvedObject.kind',
    'involvedObject.namespace',
    'involvedObject.name',
    'involvedObject.uid',
    'involvedObject.apiVersion',
    'involvedObject.resourceVersion',
    'involvedObject.fieldPath',
    'reason',
    'reportingComponent',
    'source',
    'type',
  ],
  computedSelectableFields: { source: object => sourceOf(object as KubeEvent) },
  mergeRules: collectMergeRules(eventSchema),
  schema: eventSchema,
  columns: [
    createTextColumn('Last Seen', renderLastSeen),
    createTextColumn<KubeEvent>('Type', ({ type }) => type ?? ''),
    createTextColumn<KubeEvent>('Reason', ({ reason }) => reason ?? ''),
    createTextColumn('Object', renderObject),
    createWideColumn<KubeEvent>(
      'Subobject',
      ({ involvedObject }) => involvedObject.fieldPath ?? '',
    ),
    createWideColumn('Source', renderSource),
    createTextColumn<KubeEvent>('Message', ({ message }) => message?.trim() ?? ''),
    createWideColumn('First Seen', renderFirstSeen),
    createWideColumn<KubeEvent>('Count', ({ series, count }) => series?.count ?? (count || 1)),
    { ...nameColumn, priority: 1 },
  ],
  validate: object => [...validateMetadata(object, checkPathSegment), ...validateEvent(object)],
}
