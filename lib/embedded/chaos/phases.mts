import type {
  ChaosCondition,
  ChaosDesiredPhase,
  ChaosPhase,
  ChaosRecord,
  NetworkChaos,
} from '../../chaos-mesh/types.mts'
import { parseDuration, toMilliseconds } from '../../npd/go/duration.mts'
import {
  type ChaosEvent,
  createAppliedEvent,
  createFailedEvent,
  createRecoveredEvent,
  deletedEvent,
  pausedEvent,
  startedEvent,
  timeUpEvent,
} from './chaos-events.mts'

/** The logic of chaos-mesh's `controllers/common` as pure functions. */

const pauseAnnotation = 'experiment.chaos-mesh.org/pause'

/** The maximum number of events that a record keeps: chaos-mesh's default for `MAX_EVENTS`. */
const maxRecordEvents = 100

export interface PhaseDecision {
  desiredPhase: ChaosDesiredPhase
  /** The event to record if the desired phase has changed. */
  event: ChaosEvent
  /** Milliseconds until the duration has passed. */
  msUntilStop?: number
}

/** Decides the desired phase. Deletion takes precedence over duration, and duration over pause. */
export const decidePhase = (chaos: NetworkChaos, now: Date): PhaseDecision => {
  if (chaos.metadata.deletionTimestamp) return { desiredPhase: 'Stop', event: deletedEvent }
  const msUntilStop = computeMsLeft(chaos, now)
  if (msUntilStop !== undefined && msUntilStop < 0)
    return { desiredPhase: 'Stop', event: timeUpEvent }
  const timeLeft = msUntilStop === undefined ? {} : { msUntilStop: msUntilStop + 1 }
  return isPaused(chaos)
    ? { desiredPhase: 'Stop', event: pausedEvent, ...timeLeft }
    : { desiredPhase: 'Run', event: startedEvent, ...timeLeft }
}

const isPaused = ({ metadata }: NetworkChaos): boolean =>
  metadata.annotations?.[pauseAnnotation] === 'true'

/** Returns the remaining milliseconds of the duration, which starts when the experiment is created. */
const computeMsLeft = ({ metadata, spec }: NetworkChaos, now: Date): number | undefined => {
  const duration = parseDurationMs(spec.duration)
  if (duration === undefined) return undefined
  return Date.parse(metadata.creationTimestamp ?? '') + duration - now.getTime()
}

/** Returns undefined for an empty or invalid duration, as chaos-mesh does. */
const parseDurationMs = (text: string | undefined): number | undefined => {
  if (!text) return undefined
  try {
    return toMilliseconds(parseDuration(text))
  } catch {
    return undefined
  }
}

/**
 * Computes the conditions. Before pods are selected, `AllInjected` and `AllRecovered` are False.
 */
export const computeConditions = (chaos: NetworkChaos): ChaosCondition[] => {
  const records = chaos.status?.experiment.containerRecords
  const allInPhase = (phase: ChaosPhase) =>
    records?.every(record => record.phase === phase) ?? false
  return [
    { type: 'Selected', status: toStatus(records !== undefined) },
    { type: 'AllInjected', status: toStatus(allInPhase('Injected')) },
    { type: 'AllRecovered', status: toStatus(allInPhase('Not Injected')) },
    { type: 'Paused', status: toStatus(isPaused(chaos)) },
  ]
}

const toStatus = (value: boolean) => (value ? 'True' : 'False')

export const createRecord = (selectorKey: string, id: string): ChaosRecord => ({
  id,
  selectorKey,
  phase: 'Not Injected',
  injectedCount: 0,
  recoveredCount: 0,
})

export type Operation = 'Apply' | 'Recover'

/**
 * Returns the next operation for a record. The phases form a cycle: Not Injected, Not
 * Injected/Wait, Injected, Injected/Wait. An operation that has started is always finished. If an
 * experiment is stopped while a pod waits to be injected, the pod is injected first and recovered afterwards.
 */
export const findNextOperation = (
  desiredPhase: ChaosDesiredPhase | undefined,
  phase: ChaosPhase,
): Operation | undefined => {
  const goal = desiredPhase === 'Run' ? 'Injected' : 'Not Injected'
  if (desiredPhase === undefined || phase === goal) return undefined
  return phase.startsWith('Not Injected') ? 'Apply' : 'Recover'
}

/** The result of one attempt at an operation on a pod. */
export interface AttemptResult {
  phase: ChaosPhase
  error?: string
  /** The new generation of the pod's rules, if this attempt committed rules. */
  generation?: number
}

/** The final phase, counter and event of each operation. */
const outcomes = {
  Apply: {
    phase: 'Injected',
    counter: 'injectedCount',
    activity: 'apply chaos',
    event: createAppliedEvent,
  },
  Recover: {
    phase: 'Not Injected',
    counter: 'recoveredCount',
    activity: 'recover chaos',
    event: createRecoveredEvent,
  },
} as const

/** Returns the record after an attempt, and the event to record. */
export const recordAttempt = (
  record: ChaosRecord,
  operation: Operation,
  { phase, error }: AttemptResult,
  timestamp: string,
): { record: ChaosRecord; event?: ChaosEvent } => {
  const outcome = outcomes[operation]
  if (error !== undefined) {
    const entry = { type: 'Failed', operation, message: error, timestamp } as const
    return {
      record: addEvent({ ...record, phase }, entry),
      event: createFailedEvent(outcome.activity, error),
    }
  }
  if (phase !== outcome.phase) return { record: { ...record, phase } }
  const countedRecord = { ...record, phase, [outcome.counter]: record[outcome.counter] + 1 }
  const entry = { type: 'Succeeded', operation, timestamp } as const
  return { record: addEvent(countedRecord, entry), event: outcome.event(record.id) }
}

const addEvent = (
  record: ChaosRecord,
  entry: NonNullable<ChaosRecord['events']>[number],
): ChaosRecord => ({ ...record, events: [...(record.events ?? []), entry].slice(-maxRecordEvents) })
