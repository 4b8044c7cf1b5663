/** An event that chaos-mesh records on an experiment. */
export interface ChaosEvent {
  type: 'Normal' | 'Warning'
  reason: string
  message: string
  /** `chaos-mesh.org/…` annotations, which chaos-mesh's dashboard reads. */
  annotations: Record<string, string>
}

const createEvent = (
  eventType: string,
  reason: string,
  message: string,
  details = {},
): ChaosEvent => ({
  type: reason === 'Failed' ? 'Warning' : 'Normal',
  reason,
  message,
  annotations: Object.fromEntries(
    Object.entries<string>({ ...details, type: eventType }).map(([key, value]) => [
      `chaos-mesh.org/${key}`,
      value,
    ]),
  ),
})

export const finalizerInitedEvent = createEvent(
  'finalizer-inited',
  'FinalizerInited',
  'Finalizer has been inited',
)
/** chaos-mesh also uses the `FinalizerInited` reason for this event. */
export const finalizerRemovedEvent = createEvent(
  'finalizer-removed',
  'FinalizerInited',
  'Finalizer has been removed',
)
export const startedEvent = createEvent('started', 'Started', 'Experiment has started')
export const pausedEvent = createEvent('paused', 'Paused', 'Experiment has been paused')
export const timeUpEvent = createEvent('time-up', 'TimeUp', 'Time up according to the duration')
export const deletedEvent = createEvent('deleted', 'Deleted', 'Experiment has been deleted')

export const createUpdatedEvent = (field: string): ChaosEvent =>
  createEvent('updated', 'Updated', `Successfully update ${field} of resource`, { field })
export const createAppliedEvent = (id: string): ChaosEvent =>
  createEvent('applied', 'Applied', `Successfully apply chaos for ${id}`, { id })
export const createRecoveredEvent = (id: string): ChaosEvent =>
  createEvent('recovered', 'Recovered', `Successfully recover chaos for ${id}`, { id })
export const createFailedEvent = (activity: string, err: string): ChaosEvent =>
  createEvent('failed', 'Failed', `Failed to ${activity}: ${err}`, { activity, err })
