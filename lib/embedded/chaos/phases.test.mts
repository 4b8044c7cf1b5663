import { expect, test } from 'vitest'
import { chaosOf } from '../../chaos/chaos.fixture.mts'
import type { ChaosPhase, ChaosRecord, NetworkChaos } from '../../chaos-mesh/types.mts'
import {
  computeConditions,
  createRecord,
  decidePhase,
  findNextOperation,
  recordAttempt,
} from './phases.mts'

const now = new Date('2026-08-01T12:00:00Z')
const creationTimestamp = '2026-08-01T11:59:00Z'
const paused = { 'experiment.chaos-mesh.org/pause': 'true' }

test.each([
  ['without a duration runs', {}, {}, 'Run', 'Started'],
  ['runs before its duration has passed', { duration: '2m' }, {}, 'Run', 'Started'],
  ['stops after its duration has passed', { duration: '59s' }, {}, 'Stop', 'TimeUp'],
  ['stops while it is paused', {}, { annotations: paused }, 'Stop', 'Paused'],
  ['stops when it is deleted', {}, { deletionTimestamp: creationTimestamp }, 'Stop', 'Deleted'],
])('an experiment %s', (_, spec, metadata, desiredPhase, reason) => {
  const decision = decidePhase(chaosOf(spec, { creationTimestamp, ...metadata }), now)
  expect(decision).toMatchObject({ desiredPhase, event: { reason } })
})

test('the remaining duration is returned even while paused', () => {
  const metadata = { creationTimestamp, annotations: paused }
  expect(decidePhase(chaosOf({ duration: '2m' }, metadata), now).msUntilStop).toBe(60_001)
  expect(decidePhase(chaosOf({}, metadata), now).msUntilStop).toBeUndefined()
})

const withPhases = (...phases: ChaosPhase[]): NetworkChaos => ({
  ...chaosOf(),
  status: {
    experiment: { containerRecords: phases.map(phase => ({ ...createRecord('.', 'a/b'), phase })) },
  },
})

test.each([
  [chaosOf(), 'False False False False'],
  [withPhases('Not Injected/Wait'), 'True False False False'],
  [withPhases('Injected', 'Not Injected/Wait'), 'True False False False'],
  [withPhases('Injected', 'Injected'), 'True True False False'],
  [withPhases('Not Injected'), 'True False True False'],
  [chaosOf({}, { annotations: paused }), 'False False False True'],
])('the conditions follow the phases of the pods (%#)', (chaos, statuses) => {
  const conditions = computeConditions(chaos)
  const types = conditions.map(({ type }) => type)
  expect(types).toEqual(['Selected', 'AllInjected', 'AllRecovered', 'Paused'])
  expect(conditions.map(({ status }) => status).join(' ')).toBe(statuses)
})

test.each([
  ['Run', 'Not Injected', 'Apply'],
  ['Run', 'Not Injected/Wait', 'Apply'],
  ['Run', 'Injected', undefined],
  ['Run', 'Injected/Wait', 'Recover'],
  ['Stop', 'Not Injected', undefined],
  ['Stop', 'Not Injected/Wait', 'Apply'],
  ['Stop', 'Injected', 'Recover'],
  ['Stop', 'Injected/Wait', 'Recover'],
  [undefined, 'Injected', undefined],
] as const)(
  'with desired phase %s and phase %s the next operation is %s',
  (desiredPhase, phase, operation) => {
    expect(findNextOperation(desiredPhase, phase)).toBe(operation)
  },
)

const record: ChaosRecord = createRecord('.', 'kube-system/npd')
const timestamp = '2026-08-01T12:00:00Z'

test('an intermediate phase changes no counter and records no event', () => {
  const result = recordAttempt(record, 'Apply', { phase: 'Not Injected/Wait' }, timestamp)
  expect(result).toEqual({ record: { ...record, phase: 'Not Injected/Wait' } })
})

test('an injection and a recovery are counted and recorded as events', () => {
  const injected = recordAttempt(record, 'Apply', { phase: 'Injected' }, timestamp)
  const { record: after, event } = recordAttempt(
    injected.record,
    'Recover',
    { phase: 'Not Injected' },
    timestamp,
  )
  expect(injected.event?.message).toBe('Successfully apply chaos for kube-system/npd')
  expect(event?.message).toBe('Successfully recover chaos for kube-system/npd')
  expect(after).toEqual({
    id: 'kube-system/npd',
    selectorKey: '.',
    phase: 'Not Injected',
    injectedCount: 1,
    recoveredCount: 1,
    events: [
      { type: 'Succeeded', operation: 'Apply', timestamp },
      { type: 'Succeeded', operation: 'Recover', timestamp },
    ],
  })
})

test('failures are added to the record, which keeps the last 100 events', () => {
  const attempt = { phase: 'Not Injected', error: 'pod not running' } as const
  let after = record
  for (let i = 0; i < 101; i++) after = recordAttempt(after, 'Apply', attempt, timestamp).record
  expect(after).toMatchObject({ phase: 'Not Injected', injectedCount: 0 })
  expect(after.events).toHaveLength(100)
  expect(after.events?.[0]).toEqual({
    type: 'Failed',
    operation: 'Apply',
    message: 'pod not running',
    timestamp,
  })
  expect(recordAttempt(record, 'Apply', attempt, timestamp).event?.message).toBe(
    'Failed to apply chaos: pod not running',
  )
})
