import { expect, test } from 'vitest'
import { chaosOf } from '../../chaos/chaos.fixture.mts'
import { createFailedEvent, startedEvent } from './chaos-events.mts'
import { createMemoryApi } from './memory-api.fixture.mts'
import { createRecorder, toKubeEvent } from './recorder.mts'

test('an event refers to its experiment and has the step as its source', () => {
  const chaos = chaosOf({}, { uid: 'uid-1', resourceVersion: '7' })
  const now = new Date('2026-08-01T12:00:00.5Z')
  const event = toKubeEvent(chaos, 'desiredphase', startedEvent, { now, sequenceNumber: 3 })
  expect(event).toEqual({
    apiVersion: 'v1',
    kind: 'Event',
    metadata: {
      name: 'partition.18c7aca4a9dae503',
      namespace: 'kube-system',
      annotations: { 'chaos-mesh.org/type': 'started' },
    },
    involvedObject: {
      apiVersion: 'chaos-mesh.org/v1alpha1',
      kind: 'NetworkChaos',
      namespace: 'kube-system',
      name: 'partition',
      uid: 'uid-1',
      resourceVersion: '7',
    },
    source: { component: 'desiredphase' },
    type: 'Normal',
    reason: 'Started',
    message: 'Experiment has started',
    count: 1,
    firstTimestamp: '2026-08-01T12:00:00Z',
    lastTimestamp: '2026-08-01T12:00:00Z',
  })
})

test('events are written in order with unique names', async () => {
  const memory = createMemoryApi()
  const lines: string[] = []
  const { signal } = new AbortController()
  const recorder = createRecorder({ api: memory.api, log: line => lines.push(line), signal })
  recorder.record(chaosOf(), 'desiredphase', startedEvent)
  recorder.record(chaosOf(), 'records', createFailedEvent('select targets', 'no pod is selected'))
  await recorder.flush()
  expect(memory.events.map(({ reason }) => reason)).toEqual(['Started', 'Failed'])
  expect(new Set(memory.events.map(({ metadata }) => metadata.name)).size).toBe(2)
  expect(lines).toEqual([
    'NetworkChaos kube-system/partition: Experiment has started',
    'NetworkChaos kube-system/partition: Failed to select targets: no pod is selected',
  ])
})

test('an event that cannot be written is logged and dropped', async () => {
  const lines: string[] = []
  const api = { create: () => Promise.reject(new Error('connection refused')) }
  const { signal } = new AbortController()
  const recorder = createRecorder({ api, log: line => lines.push(line), signal })
  recorder.record(chaosOf(), 'desiredphase', startedEvent)
  await recorder.flush()
  expect(lines).toContain('Failed to write an event: connection refused')
})
