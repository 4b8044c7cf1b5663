import { expect, test } from 'vitest'
import type { KubeEvent } from '../../../kube/types.mts'
import { eventKind } from './event.mts'

const now = new Date('2026-01-01T00:10:00Z')

const eventOf = (more: Partial<KubeEvent>, namespace = 'default'): KubeEvent => ({
  apiVersion: 'v1',
  kind: 'Event',
  metadata: { name: 'npd-test-worker.17ab', namespace },
  involvedObject: { kind: 'Node', name: 'npd-test-worker' },
  ...more,
})

const cellsOf = (event: KubeEvent) => eventKind.columns.map(({ cell }) => cell(event, now))
const errorsOf = (event: KubeEvent) =>
  (eventKind.validate?.(event) ?? []).map(({ field, message }) => `${field}: ${message}`)

test('an event of NPD shows when, what and by whom', () => {
  const event = eventOf({
    type: 'Warning',
    reason: 'ApiServerUnreachable',
    message: 'no answer\n',
    source: { component: 'network-custom-plugin-monitor', host: 'npd-test-worker' },
    firstTimestamp: '2026-01-01T00:00:00Z',
    lastTimestamp: '2026-01-01T00:08:00Z',
    count: 3,
  })
  expect(cellsOf(event)).toEqual([
    '2m',
    'Warning',
    'ApiServerUnreachable',
    'node/npd-test-worker',
    '',
    'network-custom-plugin-monitor, npd-test-worker',
    'no answer',
    '10m',
    3,
    'npd-test-worker.17ab',
  ])
})

test('an event without times has unknown ones and counts once', () => {
  expect(cellsOf(eventOf({}))).toMatchObject({ 0: '<unknown>', 5: '', 7: '<unknown>', 8: 1 })
})

test('an event of the newer kind shows its time and its series', () => {
  const event = eventOf({
    eventTime: '2026-01-01T00:00:00.000000Z',
    reportingComponent: 'kubelet',
    reportingInstance: 'n1',
  })
  expect(cellsOf(event)).toMatchObject({ 0: '10m', 5: 'kubelet, n1', 7: '10m' })
  const series = { count: 7, lastObservedTime: '2026-01-01T00:09:30.000000Z' }
  expect(cellsOf({ ...event, series })).toMatchObject({ 0: '30s', 8: 7 })
})

test('an event stands in the namespace of its object, one of a node in default', () => {
  const mismatch = (namespace: string) =>
    `involvedObject.namespace: Invalid value: "${namespace}": does not match event.namespace`
  const pod = { kind: 'Pod', name: 'p', namespace: 'kube-system' }
  expect(errorsOf(eventOf({}))).toEqual([])
  expect(errorsOf(eventOf({}, 'kube-system'))).toEqual([mismatch('')])
  expect(errorsOf(eventOf({ involvedObject: pod }, 'kube-system'))).toEqual([])
  expect(errorsOf(eventOf({ involvedObject: pod }))).toEqual([mismatch('kube-system')])
})

test('an event with an eventTime says who reports what', () => {
  const errors = errorsOf(eventOf({ eventTime: '2026-01-01T00:00:00.000000Z' }))
  expect(errors[0]).toBe('reportingComponent: Required value')
  expect(errors.slice(-3)).toEqual([
    'reportingInstance: Required value',
    'action: Required value',
    'reason: Required value',
  ])
})

test('the server shows what an event leaves out, and selects by either source', () => {
  const event = eventOf({ reportingComponent: 'kubelet' })
  eventKind.setDefaults?.(event)
  expect(event).toMatchObject({ source: {}, firstTimestamp: null, eventTime: null })
  expect(eventKind.selectableValues?.source?.(event)).toBe('kubelet')
})
