/** An event that chaos-mesh records on an experiment. */
export interface ChaosEvent {
  type: 'Normal' | 'Warning'
  reason: string
  message: string
  /** `chaos-mesh.org/…` annotations, which chaos-mesh's dashboard reads. */
  annotations: Record<string, string>
}

const event = (kind: string, reason: string, message: string, details = {}): ChaosEvent => ({
  type: reason === 'Failed' ? 'Warning' : 'Normal',
  reason,
  message,
  annotations: Object.fromEntries(
    Object.entries<string>({ ...details, type: kind }).map(([key, value]) => [
      `chaos-mesh.org/${key}`,
      value,
    ]),
  ),
})

export const finalizerInited = event(
  'finalizer-inited',
  'FinalizerInited',
  'Finalizer has been inited',
)
/** chaos-mesh also uses the reason `FinalizerInited` for this event. */
export const finalizerRemoved = event(
  'finalizer-removed',
  'FinalizerInited',
  'Finalizer has been removed',
)
export const started = event('started', 'Started', 'Experiment has started')
export const paused = event('paused', 'Paused', 'Experiment has been paused')
export const timeUp = event('time-up', 'TimeUp', 'Time up according to the duration')
export const deleted = event('deleted', 'Deleted', 'Experiment has been deleted')

export const updated = (field: string): ChaosEvent =>
  event('updated', 'Updated', `Successfully update ${field} of resource`, { field })
export const applied = (id: string): ChaosEvent =>
  event('applied', 'Applied', `Successfully apply chaos for ${id}`, { id })
export const recovered = (id: string): ChaosEvent =>
  event('recovered', 'Recovered', `Successfully recover chaos for ${id}`, { id })
export const failed = (activity: string, err: string): ChaosEvent =>
  event('failed', 'Failed', `Failed to ${activity}: ${err}`, { activity, err })
