import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ApiRequest } from './api-client.mts'
import { EventRecorder } from './event-recorder.mts'
import { createClock } from './go/time.mts'
import { createTestLog } from './npd.fixture.mts'
import type { MonitorEvent } from './status.mts'

const clock = createClock()
const eventOf = (fields: Partial<MonitorEvent> = {}): MonitorEvent => ({
  severity: 'warn',
  timestamp: clock.now(),
  reason: 'Unreachable',
  message: 'no answer',
  ...fields,
})

type Answer = { status: number; body: string } | Error

const start = (answer: (request: ApiRequest, count: number) => Answer) => {
  const requests: ApiRequest[] = []
  const { klog, lines } = createTestLog()
  const controller = new AbortController()
  const recorder = new EventRecorder({
    transport: {
      request: async request => {
        requests.push(request)
        const result = answer(request, requests.length)
        if (result instanceof Error) throw result
        return result
      },
    },
    clock: createClock(),
    klog,
    nodeName: 'worker',
    component: 'test-monitor',
    signal: controller.signal,
  })
  return { recorder, requests, lines, controller }
}

/** Returns the response of the API server to a POST request. */
const stored = ({ body = '{}' }: ApiRequest) => {
  const event = JSON.parse(body)
  return {
    status: 201,
    body: JSON.stringify({ ...event, metadata: { ...event.metadata, resourceVersion: '7' } }),
  }
}

const fail = () => new Error('Post "https://x": dial tcp x: i/o timeout')

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  vi.spyOn(Math, 'random').mockReturnValue(0.5)
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

describe('EventRecorder', () => {
  it('posts an event about the node, with the monitor as the source', async () => {
    const { recorder, requests } = start(stored)
    recorder.record(eventOf())
    await vi.advanceTimersByTimeAsync(0)
    expect(requests[0]).toMatchObject({ method: 'POST', path: '/api/v1/namespaces/default/events' })
    expect(JSON.parse(requests[0]?.body ?? '')).toMatchObject({
      metadata: { name: expect.stringMatching(/^worker\.[0-9a-f]{16}$/), namespace: 'default' },
      involvedObject: { kind: 'Node', name: 'worker', apiVersion: 'v1' },
      reason: 'Unreachable',
      message: 'no answer',
      source: { component: 'test-monitor', host: 'worker' },
      count: 1,
      type: 'Warning',
      eventTime: null,
      reportingComponent: 'test-monitor',
      reportingInstance: 'worker',
    })
  })

  it('uses the message as a format string, as NPD does', async () => {
    const { recorder, requests } = start(stored)
    recorder.record(eventOf({ severity: 'info', message: 'disk 95% full' }))
    await vi.advanceTimersByTimeAsync(0)
    expect(JSON.parse(requests[0]?.body ?? '')).toMatchObject({
      type: 'Normal',
      message: 'disk 95%!f(MISSING)ull',
    })
  })

  it('increases the count of an event that it has written before', async () => {
    const { recorder, requests } = start(stored)
    recorder.record(eventOf())
    await vi.advanceTimersByTimeAsync(0)
    recorder.record(eventOf())
    await vi.advanceTimersByTimeAsync(0)
    const { name } = JSON.parse(requests[0]?.body ?? '').metadata
    expect(requests[1]).toMatchObject({
      method: 'PATCH',
      path: `/api/v1/namespaces/default/events/${name}`,
      contentType: 'application/strategic-merge-patch+json',
    })
    expect(JSON.parse(requests[1]?.body ?? '')).toMatchObject({ count: 2, message: 'no answer' })
  })

  it('creates an event again that was deleted', async () => {
    const gone = { status: 404, body: '{"message":"not found"}' }
    const { recorder, requests } = start(request =>
      request.method === 'PATCH' ? gone : stored(request),
    )
    recorder.record(eventOf())
    await vi.advanceTimersByTimeAsync(0)
    recorder.record(eventOf())
    await vi.advanceTimersByTimeAsync(0)
    expect(requests.map(({ method }) => method)).toEqual(['POST', 'PATCH', 'POST'])
  })

  it('tries twelve times, with a shorter first pause, and then drops the event', async () => {
    const { recorder, requests, lines } = start(fail)
    recorder.record(eventOf())
    await vi.advanceTimersByTimeAsync(4_900)
    expect(requests).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(200)
    expect(requests).toHaveLength(2)
    await vi.advanceTimersByTimeAsync(200_000)
    expect(requests).toHaveLength(12)
    expect(lines).toHaveLength(13)
    expect(lines[0]).toMatch(
      /^E event.go:368\] "Unable to write event \(may retry after sleeping\)" err="Post \\"https:\/\/x\\": dial tcp x: i\/o timeout" event="&Event\{ObjectMeta:\{worker\.[0-9a-f]+ {2}default {4}0 0001-01-01 00:00:00 \+0000 UTC <nil> <nil> map\[\] map\[\] \[\] \[\] \[\]\},/,
    )
    expect(lines[12]).toMatch(
      /^E event.go:307\] "Unable to write event \(retry limit exceeded!\)" event="/,
    )
  })

  it('writes one event after the other', async () => {
    const { recorder, requests } = start((request, count) =>
      count <= 2 ? fail() : stored(request),
    )
    recorder.record(eventOf({ message: 'first' }))
    recorder.record(eventOf({ message: 'second' }))
    await vi.advanceTimersByTimeAsync(30_000)
    expect(requests.map(({ body = '{}' }) => JSON.parse(body).message)).toEqual([
      'first',
      'first',
      'first',
      'second',
    ])
  })

  it('does not retry an event that the API server rejects', async () => {
    const { recorder, requests, lines } = start(() => ({
      status: 403,
      body: '{"message":"events is forbidden"}',
    }))
    recorder.record(eventOf())
    await vi.advanceTimersByTimeAsync(60_000)
    expect(requests).toHaveLength(1)
    expect(lines[0]).toMatch(
      /^E event.go:359\] "Server rejected event \(will not retry!\)" err="events is forbidden"/,
    )
  })

  it('logs a conflict, except for an event that already exists', async () => {
    const conflict = (reason: string) => () => ({
      status: 409,
      body: JSON.stringify({ message: 'no', reason }),
    })
    for (const [reason, count] of [
      ['AlreadyExists', 0],
      ['Conflict', 1],
    ] as const) {
      const { recorder, requests, lines } = start(conflict(reason))
      recorder.record(eventOf())
      await vi.advanceTimersByTimeAsync(60_000)
      expect([requests.length, lines.length]).toEqual([1, count])
    }
  })

  it('sleeps ten seconds after each try except the first', async () => {
    const { recorder, requests } = start(fail)
    recorder.record(eventOf())
    await vi.advanceTimersByTimeAsync(5_000)
    expect(requests).toHaveLength(2)
    await vi.advanceTimersByTimeAsync(9_900)
    expect(requests).toHaveLength(2)
    await vi.advanceTimersByTimeAsync(200)
    expect(requests).toHaveLength(3)
  })

  it('queues a thousand events, and drops further ones', async () => {
    const { recorder, requests } = start((request, count) =>
      count === 1 ? fail() : stored(request),
    )
    for (let index = 0; index < 1_000; index += 1) recorder.record(eventOf())
    // Another event type, so that the spam filter does not drop these events.
    recorder.record(eventOf({ severity: 'info', reason: 'Last' }))
    recorder.record(eventOf({ severity: 'info', reason: 'TooMuch' }))
    await vi.advanceTimersByTimeAsync(10_000)
    const reasons = requests
      .filter(({ method }) => method === 'POST')
      .map(({ body = '{}' }) => JSON.parse(body).reason)
    expect(reasons).toEqual(['Unreachable', 'Unreachable', 'Last'])
  })

  it('logs nothing after NPD has ended', async () => {
    const { recorder, requests, lines, controller } = start(fail)
    recorder.record(eventOf())
    await vi.advanceTimersByTimeAsync(0)
    controller.abort()
    await vi.advanceTimersByTimeAsync(60_000)
    expect([requests.length, lines.length]).toEqual([1, 1])
  })
})
