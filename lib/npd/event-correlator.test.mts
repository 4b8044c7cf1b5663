import { describe, expect, it } from 'vitest'
import type { ApiEvent } from './api-event.mts'
import { EventCorrelator, LruMap } from './event-correlator.mts'
import { createTestClock } from './npd.fixture.mts'

const second = 1_000_000_000n

const open = () => {
  const { clock, advance } = createTestClock()
  const correlator = new EventCorrelator(clock)
  const correlate = (message: string, fields: Partial<ApiEvent> = {}) =>
    correlator.correlate({
      name: `worker.${clock.now().wall.toString(16)}`,
      namespace: 'default',
      resourceVersion: '',
      node: 'worker',
      component: 'test-monitor',
      reason: 'Unreachable',
      message,
      firstTimestamp: clock.now(),
      lastTimestamp: clock.now(),
      count: 1,
      type: 'Warning',
      reportingComponent: 'test-monitor',
      reportingInstance: 'worker',
      ...fields,
    })
  return { correlator, correlate, advance }
}

describe('EventCorrelator', () => {
  it('increases the count of a repeated event, under the name of the first one', () => {
    const { correlate, advance } = open()
    const first = correlate('same')
    expect(first).toMatchObject({ event: { count: 1 } })
    expect(first?.patch).toBeUndefined()
    advance(second)
    const next = correlate('same')
    expect(next?.event).toMatchObject({ count: 2, name: first?.event.name })
    expect(JSON.parse(next?.patch ?? '')).toMatchObject({
      count: 2,
      lastTimestamp: '2026-01-15T20:33:31Z',
    })
  })

  it('combines similar events from the tenth one on', () => {
    const { correlate } = open()
    const messages = Array.from({ length: 12 }, (_, index) => correlate(`message ${index}`)?.event)
    expect(messages.slice(0, 9).map(event => event?.message)).toEqual(
      Array.from({ length: 9 }, (_, index) => `message ${index}`),
    )
    expect(messages.slice(9).map(event => [event?.message, event?.count])).toEqual([
      ['(combined from similar events): message 9', 1],
      ['(combined from similar events): message 10', 2],
      ['(combined from similar events): message 11', 3],
    ])
  })

  it('omits the reporter of a combined event', () => {
    const { correlate } = open()
    const [one, ...others] = Array.from(
      { length: 10 },
      (_, index) => correlate(`m ${index}`)?.event,
    )
    expect(one).toMatchObject({ reportingComponent: 'test-monitor', reportingInstance: 'worker' })
    expect(others.at(-1)).toMatchObject({
      component: 'test-monitor',
      reportingComponent: '',
      reportingInstance: '',
    })
  })

  it('continues with the count that the API server has stored', () => {
    const { correlator, correlate } = open()
    const first = correlate('same')
    if (first) correlator.updateState({ ...first.event, count: 7, resourceVersion: '42' })
    expect(correlate('same')?.event).toMatchObject({ count: 8, resourceVersion: '42' })
  })

  it('forgets similar events after ten minutes', () => {
    const { correlate, advance } = open()
    for (let index = 0; index < 9; index += 1) correlate(`message ${index}`)
    advance(601n * second)
    expect(correlate('another')?.event.message).toBe('another')
  })

  it('drops events after the first 25, except for one every five minutes', () => {
    const { correlate, advance } = open()
    const taken = Array.from({ length: 30 }, () => correlate('same')).filter(Boolean)
    expect(taken).toHaveLength(25)
    advance(299n * second)
    expect(correlate('same')).toBeUndefined()
    advance(2n * second)
    expect(correlate('same')).toBeDefined()
    expect(correlate('same')).toBeUndefined()
  })

  it('counts event types separately', () => {
    const { correlate } = open()
    for (let index = 0; index < 30; index += 1) correlate('same')
    expect(correlate('same', { type: 'Normal' })).toBeDefined()
  })
})

it('removes the least recently used entry', () => {
  const map = new LruMap<number>(2)
  map.set('a', 1)
  map.set('b', 2)
  expect(map.get('a')).toBe(1)
  map.set('c', 3)
  expect([map.get('a'), map.get('b'), map.get('c')]).toEqual([1, undefined, 3])
})
