import { atomic, described, each, int32, object, string, time } from '../schema.mts'
import { kindSchema } from './meta.mts'

const core = (name: string): string => `io.k8s.api.core.v1.${name}`

export const objectReference = atomic(
  object(
    core('ObjectReference'),
    each('apiVersion fieldPath kind name namespace resourceVersion uid', string),
  ),
)

export const eventSchema = kindSchema(core('Event'), 'A report of an event on an object.', {
  'involvedObject!': described(objectReference, 'The object that the event is about.'),
  reason: described(string, 'The reason as one CamelCase word.'),
  message: described(string, 'A human-readable message.'),
  type: described(string, 'Normal or Warning.'),
  source: described(
    object(core('EventSource'), each('component host', string)),
    'The component that reported the event.',
  ),
  count: described(int32, 'The number of occurrences.'),
  ...each('firstTimestamp lastTimestamp eventTime', time),
  ...each('action reportingComponent reportingInstance', string),
  related: objectReference,
  series: object(core('EventSeries'), { count: int32, lastObservedTime: time }),
})
