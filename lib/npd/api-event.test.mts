import { expect, it } from 'vitest'
import { type ApiEvent, formatEvent, mergeStoredEvent, toJson } from './api-event.mts'
import { createTestClock } from './npd.fixture.mts'

const { clock } = createTestClock()
const event: ApiEvent = {
  name: 'worker.18a',
  namespace: 'default',
  resourceVersion: '',
  node: 'worker',
  component: 'test-monitor',
  reason: 'Fine',
  message: 'cut \udce2',
  firstTimestamp: clock.now(),
  lastTimestamp: clock.now(),
  count: 1,
  type: 'Normal',
  reportingComponent: 'test-monitor',
  reportingInstance: 'worker',
}

it('formats the event as client-go logs it', () => {
  expect(formatEvent({ ...event, message: 'm' })).toBe(
    '&Event{ObjectMeta:{worker.18a  default    0 0001-01-01 00:00:00 +0000 UTC <nil> <nil> map[] map[] [] [] []},InvolvedObject:ObjectReference{Kind:Node,Namespace:,Name:worker,UID:,APIVersion:v1,ResourceVersion:,FieldPath:,},Reason:Fine,Message:m,Source:EventSource{Component:test-monitor,Host:worker,},FirstTimestamp:2026-01-15 20:33:30 +0000 UTC m=+0.000000000,LastTimestamp:2026-01-15 20:33:30 +0000 UTC m=+0.000000000,Count:1,Type:Normal,EventTime:0001-01-01 00:00:00 +0000 UTC,Series:nil,Action:,Related:nil,ReportingController:test-monitor,ReportingInstance:worker,}',
  )
})

it('sends U+FFFD for bytes that are not UTF-8', () => {
  expect(JSON.parse(toJson(event)).message).toBe('cut \ufffd')
})

it('keeps the fields that the API server has stored', () => {
  const stored = {
    metadata: { name: 'worker.18a', resourceVersion: '9' },
    message: 'm',
    firstTimestamp: '2026-01-15T20:33:30Z',
    count: 4,
  }
  expect(mergeStoredEvent(event, stored)).toMatchObject({
    resourceVersion: '9',
    message: 'm',
    count: 4,
  })
})
