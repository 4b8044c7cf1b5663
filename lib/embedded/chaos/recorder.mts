import { messageOf } from '../../cli/errors.mts'
import type { KubeApi } from '../../kube/api.mts'
import { events } from '../../kube/resources.mts'
import { toKubeTime } from '../../kube/time.mts'
import type { KubeEvent, KubeObject } from '../../kube/types.mts'
import type { ChaosEvent } from './chaos-events.mts'

export interface Recorder {
  /** Tells of an object, in the name of the step that it comes from. Waits for nothing. */
  record(object: KubeObject, step: string, event: ChaosEvent): void
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
    record: (object, step, event) => {
      const { kind, metadata } = object
      log(`${kind} ${metadata.namespace}/${metadata.name}: ${event.message}`)
      const eventObject = toKubeEvent(object, step, event, { now: new Date(), serial: count++ })
      written = written.then(() => write(eventObject))
    },
    flush: () => written,
  }
}

/** As chaos-mesh's `makeEvent`. `serial` tells apart what happens within a millisecond. */
export const toKubeEvent = (
  object: KubeObject,
  step: string,
  { type, reason, message, annotations }: ChaosEvent,
  { now, serial }: { now: Date; serial: number },
): KubeEvent => {
  const { name, namespace = 'default', uid = '', resourceVersion = '' } = object.metadata
  const { apiVersion, kind } = object
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
