import { messageOf } from '../../cli/errors.mts'
import type { KubeApi } from '../../kube/api.mts'
import { events } from '../../kube/resources.mts'
import type { KubeEvent, NetworkChaos } from '../../kube/types.mts'
import type { ChaosEvent } from './chaos-events.mts'
import { experimentId } from './partition.mts'

export interface Recorder {
  /** Tells of an experiment, in the name of the step that it comes from. Waits for nothing. */
  record(chaos: NetworkChaos, step: string, event: ChaosEvent): void
  /** Resolves when everything recorded is written. */
  flush(): Promise<void>
}

interface RecorderOptions {
  api: Pick<KubeApi, 'create'>
  log: (line: string) => void
  signal: AbortSignal
}

/** Writes events in the order in which they are recorded. One that fails is logged, and lost. */
export const createRecorder = ({ api, log, signal }: RecorderOptions): Recorder => {
  let written = Promise.resolve()
  let count = 0

  const write = async (event: KubeEvent): Promise<void> => {
    try {
      const { namespace } = event.metadata
      await api.create(events, event, namespace ? { namespace, signal } : { signal })
    } catch (error) {
      if (!signal.aborted) log(`fail to submit event: ${messageOf(error)}`)
    }
  }

  return {
    record: (chaos, step, event) => {
      log(`${experimentId(chaos)}: ${event.message}`)
      const object = toKubeEvent(chaos, step, event, new Date(), count++)
      written = written.then(() => write(object))
    },
    flush: () => written,
  }
}

/** As chaos-mesh's `makeEvent`. `serial` tells apart what happens within a millisecond. */
export const toKubeEvent = (
  chaos: NetworkChaos,
  step: string,
  { type, reason, message, annotations }: ChaosEvent,
  now: Date,
  serial: number,
): KubeEvent => {
  const { name, namespace = 'default', uid = '', resourceVersion = '' } = chaos.metadata
  const { apiVersion, kind } = chaos
  const nanoseconds = BigInt(now.getTime()) * 1_000_000n + BigInt(serial % 1_000_000)
  const time = toKubeTime(now)
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: `${name}.${nanoseconds.toString(16)}`, namespace, annotations },
    involvedObject: { apiVersion, kind, namespace, name, uid, resourceVersion },
    source: { component: step },
    type,
    reason,
    message,
    count: 1,
    firstTimestamp: time,
    lastTimestamp: time,
  }
}

/** Whole seconds, as `metav1.Time` has them. */
export const toKubeTime = (date: Date): string => date.toISOString().replace(/\.\d+Z$/, 'Z')
