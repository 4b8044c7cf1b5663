import {
  asAtomic,
  createFields,
  int32,
  microTime,
  object,
  string,
  time,
  toCoreName,
  withDescription,
} from '../schema.mts'
import { createKindSchema } from './meta.mts'

export const objectReference = asAtomic(
  object(
    toCoreName('ObjectReference'),
    createFields('kind namespace name uid apiVersion resourceVersion fieldPath', string),
  ),
)

export const eventSchema = createKindSchema(
  toCoreName('Event'),
  'A report of an event that involves an object.',
  {
    'involvedObject!': withDescription(objectReference, 'The object that the event is about.'),
    reason: withDescription(string, 'The reason as one CamelCase word.'),
    message: withDescription(string, 'A human-readable message.'),
    'source+': withDescription(
      object(toCoreName('EventSource'), createFields('component host', string)),
      'The component that reported the event.',
    ),
    ...createFields('firstTimestamp+ lastTimestamp+', time),
    count: withDescription(int32, 'The number of occurrences.'),
    type: withDescription(string, 'Normal or Warning.'),
    'eventTime+': microTime,
    series: object(toCoreName('EventSeries'), { count: int32, 'lastObservedTime+': microTime }),
    action: string,
    related: objectReference,
    ...createFields('reportingComponent+ reportingInstance+', string),
  },
)
