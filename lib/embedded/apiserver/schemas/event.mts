import {
  atomic,
  core,
  createFields,
  int32,
  microTime,
  object,
  string,
  time,
  withDescription,
} from '../schema.mts'
import { kindSchema } from './meta.mts'

export const objectReference = atomic(
  object(
    core('ObjectReference'),
    createFields('kind namespace name uid apiVersion resourceVersion fieldPath', string),
  ),
)

export const eventSchema = kindSchema(core('Event'), 'A report of an event on an object.', {
  'involvedObject!': withDescription(objectReference, 'The object that the event is about.'),
  reason: withDescription(string, 'The reason as one CamelCase word.'),
  message: withDescription(string, 'A human-readable message.'),
  'source+': withDescription(
    object(core('EventSource'), createFields('component host', string)),
    'The component that reported the event.',
  ),
  ...createFields('firstTimestamp+ lastTimestamp+', time),
  count: withDescription(int32, 'The number of occurrences.'),
  type: withDescription(string, 'Normal or Warning.'),
  'eventTime+': microTime,
  series: object(core('EventSeries'), { count: int32, 'lastObservedTime+': microTime }),
  action: string,
  related: objectReference,
  ...createFields('reportingComponent+ reportingInstance+', string),
})
