import type { Timeline } from './play-scenario.mts'
import type { EventChange } from './view.mts'

/** Converts a timeline of v1.34.0 to the format of v1.35.1, which the embedded NPD follows. */
export const convertToNewer = (timeline: Timeline): Timeline => ({
  ...timeline,
  events: timeline.events.map(withNewerReference),
})

/** Events of v1.35.1 refer to the node by kind and API version, not by a uid equal to its name. */
const withNewerReference = ({ phase, event }: EventChange): EventChange => {
  const { kind, name } = event.involvedObject as Record<string, unknown>
  return { phase, event: { ...event, involvedObject: { apiVersion: 'v1', kind, name } } }
}
