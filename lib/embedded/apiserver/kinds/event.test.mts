import { expect, test } from 'vitest'
import type { KubeEvent } from '../../../kube/types.mts'
import { eventKind } from './event.mts'

const now = new Date('2026-01-01T00:10:00Z')

const createEvent = (more: Partial<KubeEvent>, namespace = 'default'): KubeEvent => ({
  apiVersion: 'v1',
  kind: 'Event',
  metadata: { name: 'npd-test-worker.17ab', namespace },
  involvedObject: { kind: 'Node', name: 'npd-test-worker' },
  ...more,
})

const renderCells = (event: KubeEvent) =>
  eventKind.columns.map(({ renderCell }) => renderCell(event, now))
const listErrors = (event: KubeEvent) =>
  (eventKind.validate?.(event) ?? []).map(({ field, message }) => `${field}: ${message}`)

test('an event of NPD shows its times, object, message and source', () => {
  const event = createEvent({
    type: 'Warning',
    reason: 'ApiServerUnreachable',
    message: 'no answer\n',
    source: { component: 'network-custom-plugin-monitor', host: 'npd-test-worker' },
    firstTimestamp: '2026-01-01T00:00:00Z',
    lastTimestamp: '2026-01-01T00:08:00Z',
    count: 3,
  })
  expect(renderCells(event)).toEqual([
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

test('an event without times shows unknown ages and the count 1', () => {
  expect(renderCells(createEvent({}))).toMatchObject({
    0: '<unknown>',
    5: '',
    7: '<unknown>',
    8: 1,
  })
})

test('an events.k8s.io event shows its time and series', () => {
  const event = createEvent({
    eventTime: '2026-01-01T00:00:00.000000Z',
    reportingComponent: 'kubelet',
    reportingInstance: 'n1',
  })
  expect(renderCells(event)).toMatchObject({ 0: '10m', 5: 'kubelet, n1', 7: '10m' })
  const series = { count: 7, lastObservedTime: '2026-01-01T00:09:30.000000Z' }
  expect(renderCells({ ...event, series })).toMatchObject({ 0: '30s', 8: 7 })
})

test('an event must be in the namespace of its object, or in default for a node', () => {
  const mismatch = (namespace: string) =>
    `involvedObject.namespace: Invalid value: "${namespace}": does not match event.namespace`
  const pod = { kind: 'Pod', name: 'p', namespace: 'kube-system' }
  expect(listErrors(createEvent({}))).toEqual([])
  expect(listErrors(createEvent({}, 'kube-system'))).toEqual([mismatch('')])
  expect(listErrors(createEvent({ involvedObject: pod }, 'kube-system'))).toEqual([])
  expect(listErrors(createEvent({ involvedObject: pod }))).toEqual([mismatch('kube-system')])
})

test('an event with an eventTime requires the reporting fields', () => {
  const errors = listErrors(createEvent({ eventTime: '2026-01-01T00:00:00.000000Z' }))
  expect(errors[0]).toBe('reportingComponent: Required value')
  expect(errors.slice(-3)).toEqual([
    'reportingInstance: Required value',
    'action: Required value',
    'reason: Required value',
  ])
})

test('events can be selected by both fields with their source', () => {
  const event = createEvent({ reportingComponent: 'kubelet' })
  expect(eventKind.computedSelectableFields?.source?.(event)).toBe('kubelet')
})
