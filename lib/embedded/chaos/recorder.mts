import { messageOf } from '../../cli/errors.mts'
import type { KubeApi } from '../../kube/api.mts'
import { events } from '../../kube/resources.mts'
import { toKubeTime } from '../../kube/time.mts'
import type { KubeEvent, KubeObject } from '../../kube/types.mts'
import type { ChaosEvent } from './chaos-events.mts'

export interface Recorder {
  /** Records an event on an object with `component` as its source. Returns before the event is written. */
  record(object: KubeObject, component: string, event: ChaosEvent): void
  /** Resolves when all recorded events are written. */
  flush(): Promise<void>
}

interface RecorderOptions {
  api: Pick<KubeApi, 'create'>
  log: (line: string) => void
  signal: AbortSignal
}

/**
 * Creates a recorder that logs events and writes them in order. If an event cannot be written, it logs the error
 * and drops the event.
 */
export const createRecorder = ({ api, log, signal }: RecorderOptions): Recorder => {
  let pendingWrites = Promise.resolve()
  let count = 0

  const write = async (event: KubeEvent): Promise<void> => {
    try {
      const { namespace } = event.metadata
      await api.create(events, event, namespace ? { namespace, signal } : { signal })
    } catch (error) {
      if (!signal.aborted) log(`Failed to write an event: ${messageOf(error)}`)
    }
  }

  return {
    record: (object, component, event) => {
      const { kind, metadata } = object
      log(`${kind} ${metadata.namespace}/${metadata.name}: ${event.message}`)
      const eventObject = toKubeEvent(object, component, event, {
        now: new Date(),
        sequenceNumber: count++,
      })
      pendingWrites = pendingWrites.then(() => write(eventObject))
    },
    flush: () => pendingWrites,
  }
}

/**
 * Builds the event object like chaos-mesh's `makeEvent`. `sequenceNumber` keeps names unique within a
 * millisecond.
 */
export const toKubeEvent = (
  object: KubeObject,
  component: string,
  { type, reason, message, annotations }: ChaosEvent,
  { now, sequenceNumber }: { now: Date; sequenceNumber: number },
): KubeEvent => {
  const { name, namespace = 'default', uid = '', resourceVersion = '' } = object.metadata
  const { apiVersion, kind } = object
  const nanoseconds = BigInt(now.getTime()) * 1_000_000n + BigInt(sequenceNumber % 1_000_000)
  const time = toKubeTime(now)
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: `${name}.${nanoseconds.toString(16)}`, namespace, annotations },
    involvedObject: { apiVersion, kind, namespace, name, uid, resourceVersion },
    source: { component },
    type,
    reason,
    message,
    count: 1,
    firstTimestamp: time,
    lastTimestamp: time,
  }
}
