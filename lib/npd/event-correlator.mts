import type { ApiEvent } from './api-event.mts'
import { toValidText } from './go/strings.mts'
import { type Clock, type GoTime, timeBetween, toRfc3339 } from './go/time.mts'

/** client-go's defaults. */
const cacheSize = 4096
const maxSimilarEvents = 10
const similarityWindow = 600_000_000_000n
const maxBurst = 25
/** One token per five minutes, rounded to `float32` as in client-go. */
const tokensPerNanosecond = Math.fround(1 / 300) / 1e9

export interface CorrelatedEvent {
  event: ApiEvent
  /** The patch to send if the API server already has the event. */
  patch?: string
}

type Observation = Pick<ApiEvent, 'count' | 'firstTimestamp' | 'name' | 'resourceVersion'>

interface Bucket {
  tokens: number
  filledAt: GoTime
}

/**
 * client-go v0.35.0's `EventCorrelator`. A repeated event only increases a count. After nine different messages
 * with the same reason, each at most ten minutes after the previous one, events with other messages are combined
 * into one. After 25 events of one type from one source, it accepts only one event every five minutes.
 */
export class EventCorrelator {
  readonly #clock: Clock
  readonly #similarMessages = new LruMap<{ messages: Set<string>; last: GoTime }>(cacheSize)
  readonly #observations = new LruMap<Observation>(cacheSize)
  readonly #buckets = new LruMap<Bucket>(cacheSize)

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Returns the event to write, or undefined to drop it. */
  correlate(event: ApiEvent): CorrelatedEvent | undefined {
    const aggregated = this.#aggregate(event)
    const correlated = this.#observe(aggregated.event, aggregated.key)
    return this.#consumeToken(event) ? correlated : undefined
  }

  /** Records the event as the API server has stored it. */
  updateState(event: ApiEvent): void {
    this.#observations.set(eventKey(event), toObservation(event))
  }

  #aggregate(event: ApiEvent): { event: ApiEvent; key: string } {
    const now = this.#clock.now()
    const key = [event.component, event.node, event.type, event.reason].join('\0')
    const known = this.#similarMessages.get(key)
    const messages =
      known && timeBetween(known.last, now) <= similarityWindow ? known.messages : new Set<string>()
    messages.add(event.message)
    this.#similarMessages.set(key, { messages, last: now })
    if (messages.size < maxSimilarEvents) return { event, key: eventKey(event) }
    const [oldest = ''] = messages
    messages.delete(oldest)
    const message = `(combined from similar events): ${event.message}`
    const name = `${event.node}.${now.wall.toString(16)}`
    return {
      event: {
        ...event,
        name,
        message,
        firstTimestamp: now,
        lastTimestamp: now,
        count: 1,
        reportingComponent: '',
        reportingInstance: '',
      },
      key,
    }
  }

  #observe(event: ApiEvent, key: string): CorrelatedEvent {
    const last = this.#observations.get(key)
    const observed = last && last.count > 0 ? { ...event, ...last, count: last.count + 1 } : event
    this.#observations.set(key, toObservation(observed))
    return observed === event ? { event } : { event: observed, patch: createPatch(observed) }
  }

  /** Takes a token from a bucket that starts full. Returns false if the bucket is empty. */
  #consumeToken(event: ApiEvent): boolean {
    const now = this.#clock.now()
    const key = [event.component, event.node, event.type].join('\0')
    const { tokens, filledAt } = this.#buckets.get(key) ?? { tokens: maxBurst, filledAt: now }
    const gained = Number(timeBetween(filledAt, now)) * tokensPerNanosecond
    const available = Math.min(maxBurst, tokens + gained)
    const accepted = available >= 1
    this.#buckets.set(key, { tokens: accepted ? available - 1 : available, filledAt: now })
    return accepted
  }
}

const eventKey = (event: ApiEvent): string =>
  [event.component, event.node, event.type, event.reason, event.message].join('\0')

const toObservation = (event: ApiEvent): Observation => ({
  count: event.count,
  firstTimestamp: event.firstTimestamp,
  name: event.name,
  resourceVersion: event.resourceVersion,
})

const createPatch = ({ count, lastTimestamp, message }: ApiEvent): string =>
  JSON.stringify({
    count,
    lastTimestamp: lastTimestamp ? toRfc3339(lastTimestamp) : null,
    ...(message && { message: toValidText(message) }),
  })

/** A map that keeps the most recently used entries. */
export class LruMap<V> {
  readonly #entries = new Map<string, V>()
  readonly #capacity: number

  constructor(capacity: number) {
    this.#capacity = capacity
  }

  get(key: string): V | undefined {
    const value = this.#entries.get(key)
    if (value !== undefined) this.set(key, value)
    return value
  }

  set(key: string, value: V): void {
    this.#entries.delete(key)
    this.#entries.set(key, value)
    const [oldest] = this.#entries.keys()
    if (this.#entries.size > this.#capacity && oldest !== undefined) this.#entries.delete(oldest)
  }
}
