import { type ApiTransport, StatusError, send } from './api-client.mts'
import {
  type ApiEvent,
  formatEvent,
  mergeStoredEvent,
  type StoredEvent,
  toJson,
} from './api-event.mts'
import { EventCorrelator } from './event-correlator.mts'
import { sleep } from './go/sleep.mts'
import { sprintfWithoutArguments } from './go/sprintf.mts'
import type { Clock } from './go/time.mts'
import type { Klog } from './klog.mts'
import type { MonitorEvent } from './status.mts'

/** client-go's `maxTriesPerEvent`, and its sleep between two tries in milliseconds. */
const maxTries = 12
const sleepMs = 10_000
/** The maximum length of the queue. Further events are dropped. */
const maxQueueLength = 1_000
/** The namespace of events if `--event-namespace` is empty, which is the default. */
const namespace = 'default'

export interface EventRecorderOptions {
  transport: ApiTransport
  clock: Clock
  klog: Klog
  nodeName: string
  /** The monitor's `source`. */
  component: string
  signal: AbortSignal
}

/**
 * client-go v0.35.0's event recorder. It writes events one at a time, with up to 12 attempts for each.
 * It pauses for 10 s between attempts. The first pause is random, up to 10 s. It does not retry an
 * event that the API server rejects.
 */
export class EventRecorder {
  readonly #options: EventRecorderOptions
  readonly #correlator: EventCorrelator
  readonly #queue: ApiEvent[] = []
  #isWriting = false

  constructor(options: EventRecorderOptions) {
    this.#options = options
    this.#correlator = new EventCorrelator(options.clock)
  }

  /** NPD's `Eventf`, which uses the message as a format string. Returns before the event is written. */
  record(event: MonitorEvent): void {
    if (this.#queue.length >= maxQueueLength) return
    this.#queue.push(this.#makeEvent(event))
    if (!this.#isWriting) void this.#writeAll()
  }

  #makeEvent({ severity, reason, message }: MonitorEvent): ApiEvent {
    const { clock, nodeName, component } = this.#options
    const now = clock.now()
    return {
      name: `${nodeName}.${now.wall.toString(16)}`,
      namespace,
      resourceVersion: '',
      node: nodeName,
      component,
      reason,
      message: sprintfWithoutArguments(message),
      firstTimestamp: now,
      lastTimestamp: now,
      count: 1,
      type: eventTypeOf(severity),
      reportingComponent: component,
      reportingInstance: nodeName,
    }
  }

  async #writeAll(): Promise<void> {
    this.#isWriting = true
    for (let event = this.#queue.shift(); event; event = this.#queue.shift())
      await this.#recordToSink(event)
    this.#isWriting = false
  }

  async #recordToSink(event: ApiEvent): Promise<void> {
    const { klog, signal } = this.#options
    const correlated = this.#correlator.correlate(event)
    if (!correlated) return
    for (let tries = 1; !signal.aborted; tries += 1) {
      if (await this.#write(correlated.event, correlated.patch)) return
      if (tries === maxTries) {
        klog.logStructured('eventDropped', 'Unable to write event (retry limit exceeded!)', {
          event: formatEvent(event),
        })
        return
      }
      await sleep(sleepMs * (tries === 1 ? Math.random() : 1), signal)
    }
  }

  /** client-go's `recordEvent`: returns false if the write must be retried. */
  async #write(event: ApiEvent, patch: string | undefined): Promise<boolean> {
    const { klog, signal } = this.#options
    try {
      this.#correlator.updateState(mergeStoredEvent(event, await this.#send(event, patch)))
      return true
    } catch (error) {
      if (signal.aborted) return true
      const values = {
        err: error instanceof Error ? error.message : String(error),
        event: formatEvent(event),
      }
      if (error instanceof StatusError) {
        if (error.reason !== 'AlreadyExists')
          klog.logStructured('eventRejected', 'Server rejected event (will not retry!)', values)
        return true
      }
      klog.logStructured(
        'eventWriteFailed',
        'Unable to write event (may retry after sleeping)',
        values,
      )
      return false
    }
  }

  async #send(event: ApiEvent, patch: string | undefined): Promise<StoredEvent> {
    if (patch === undefined) return this.#create(event)
    try {
      return await this.#request('PATCH', `/${event.name}`, patch)
    } catch (error) {
      if (error instanceof StatusError && error.code === 404)
        return this.#create({ ...event, resourceVersion: '' })
      throw error
    }
  }

  #create(event: ApiEvent): Promise<StoredEvent> {
    return this.#request('POST', '', toJson(event))
  }

  #request(method: 'POST' | 'PATCH', path: string, body: string): Promise<StoredEvent> {
    const { transport, signal } = this.#options
    return send(transport, {
      method,
      path: `/api/v1/namespaces/${namespace}/events${path}`,
      contentType:
        method === 'POST' ? 'application/json' : 'application/strategic-merge-patch+json',
      body,
      signal,
    })
  }
}

/** Converts NPD's severity to the event type of the API. */
export const eventTypeOf = (severity: MonitorEvent['severity']): ApiEvent['type'] =>
  severity === 'warn' ? 'Warning' : 'Normal'
