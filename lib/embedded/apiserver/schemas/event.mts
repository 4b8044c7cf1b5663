import { atomic, described, each, int32, object, string, time } from '../schema.mts'
import { kindSchema } from './meta.mts'

const core = (name: string): string => `io.k8s.api.core.v1.${name}`

export const objectReference = atomic(
  object(
    core('ObjectReference'),
    each('apiVersion fieldPath kind name namespace resourceVersion uid', string),
  ),
)

export const eventSchema = kindSchema(core('Event'), 'Something that happened to an object.', {
  'involvedObject!': described(objectReference, 'What it is about.'),
  reason: described(string, 'One CamelCase word on what happened.'),
  message: described(string, 'Details for a human.'),
  type: described(string, 'Normal or Warning.'),
  source: described(object(core('EventSource'), each('component host', string)), 'Who says so.'),
  count: described(int32, 'How many times it happened.'),
  ...each('firstTimestamp lastTimestamp eventTime', time),
  ...each('action reportingComponent reportingInstance', string),
  related: objectReference,
  series: object(core('EventSeries'), { count: int32, lastObservedTime: time }),
})
