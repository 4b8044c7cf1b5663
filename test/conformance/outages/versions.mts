import type { Timeline } from './stage.mts'
import type { EventMoment } from './view.mts'

/** What NPD v1.35.1, after which ours is written, says otherwise than the recorded v1.34.0. */
export const asNewer = (timeline: Timeline): Timeline => ({
  ...timeline,
  events: timeline.events.map(withNewerReference),
})

/** Its events refer to the node by kind and version, and no more by the name for a uid. */
const withNewerReference = ({ phase, event }: EventMoment): EventMoment => {
  const { kind, name } = event.involvedObject as Record<string, unknown>
  return { phase, event: { ...event, involvedObject: { apiVersion: 'v1', kind, name } } }
}
