import { toValidText } from './go/strings.mts'
import { formatTime, type GoTime, parseRfc3339, toRfc3339 } from './go/time.mts'

/** client-go's `v1.Event` with the fields that NPD sets. */
export interface ApiEvent {
  name: string
  namespace: string
  resourceVersion: string
  /** The name of the node that the event is about. */
  node: string
  /** The component that reports the event: the `source` of the monitor. */
  component: string
  reason: string
  message: string
  firstTimestamp: GoTime | undefined
  lastTimestamp: GoTime | undefined
  count: number
  type: 'Normal' | 'Warning'
  /** Empty in an aggregated event. */
  reportingComponent: string
  reportingInstance: string
}

/** Returns the body of the POST request for an event. */
export const toJson = (event: ApiEvent): string =>
  JSON.stringify({
    kind: 'Event',
    apiVersion: 'v1',
    metadata: {
      name: event.name,
      namespace: event.namespace,
      ...(event.resourceVersion && { resourceVersion: event.resourceVersion }),
    },
    involvedObject: { kind: 'Node', name: event.node, apiVersion: 'v1' },
    reason: event.reason,
    message: toValidText(event.message),
    source: { component: event.component, host: event.node },
    firstTimestamp: jsonTime(event.firstTimestamp),
    lastTimestamp: jsonTime(event.lastTimestamp),
    count: event.count,
    type: event.type,
    eventTime: null,
    reportingComponent: event.reportingComponent,
    reportingInstance: event.reportingInstance,
  })

const jsonTime = (time: GoTime | undefined): string | null => (time ? toRfc3339(time) : null)

/** The fields of the API server's response that the recorder keeps. */
export interface StoredEvent {
  metadata: { name: string; resourceVersion?: string }
  message?: string
  firstTimestamp?: string | null
  count?: number
}

/** Returns the event with the fields that the API server has stored. */
export const mergeStoredEvent = (event: ApiEvent, stored: StoredEvent): ApiEvent => ({
  ...event,
  name: stored.metadata.name,
  resourceVersion: stored.metadata.resourceVersion ?? '',
  message: stored.message ?? '',
  firstTimestamp: parseRfc3339(stored.firstTimestamp),
  count: stored.count ?? 0,
})

/** Formats an event like Go's `String()` of a `v1.Event`, as client-go logs it. */
export const formatEvent = (event: ApiEvent): string => {
  const { name, namespace, resourceVersion, node, component } = event
  const fields = {
    ObjectMeta: `{${name}  ${namespace}   ${resourceVersion} 0 ${formatTime(undefined)} <nil> <nil> map[] map[] [] [] []}`,
    InvolvedObject: `ObjectReference{Kind:Node,Namespace:,Name:${node},UID:,APIVersion:v1,ResourceVersion:,FieldPath:,}`,
    Reason: event.reason,
    Message: event.message,
    Source: `EventSource{Component:${component},Host:${node},}`,
    FirstTimestamp: formatTime(event.firstTimestamp),
    LastTimestamp: formatTime(event.lastTimestamp),
    Count: event.count,
    Type: event.type,
    EventTime: formatTime(undefined),
    Series: 'nil',
    Action: '',
    Related: 'nil',
    ReportingController: event.reportingComponent,
    ReportingInstance: event.reportingInstance,
  }
  return `&Event{${Object.entries(fields)
    .map(([field, value]) => `${field}:${value},`)
    .join('')}}`
}
