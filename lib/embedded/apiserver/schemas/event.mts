import { atomic, described, each, int32, microTime, object, string, time } from '../schema.mts'
import { kindSchema } from './meta.mts'

const core = (name: string): string => `io.k8s.api.core.v1.${name}`

export const objectReference = atomic(
  object(
    core('ObjectReference'),
    each('kind namespace name uid apiVersion resourceVersion fieldPath', string),
  ),
)

export const eventSchema = kindSchema(core('Event'), 'A report of an event on an object.', {
  'involvedObject!': described(objectReference, 'The object that the event is about.'),
  reason: described(string, 'The reason as one CamelCase word.'),
  message: described(string, 'A human-readable message.'),
  'source+': described(
    object(core('EventSource'), each('component host', string)),
    'The component that reported the event.',
  ),
  ...each('firstTimestamp+ lastTimestamp+', time),
  count: described(int32, 'The number of occurrences.'),
  type: described(string, 'Normal or Warning.'),
  'eventTime+': microTime,
  series: object(core('EventSeries'), { count: int32, 'lastObservedTime+': microTime }),
  action: string,
  related: objectReference,
  ...each('reportingComponent+ reportingInstance+', string),
})
