import type {
  ChaosCondition,
  ChaosDesiredPhase,
  ChaosPhase,
  ChaosRecord,
  NetworkChaos,
} from '../../chaos-mesh/types.mts'
import { parseDuration, toMilliseconds } from '../../npd/go/duration.mts'
import {
  applied,
  type ChaosEvent,
  deleted,
  failed,
  paused,
  recovered,
  started,
  timeUp,
} from './chaos-events.mts'

/** The rules of chaos-mesh's `controllers/common` as pure functions. */

const pauseAnnotation = 'experiment.chaos-mesh.org/pause'

/** chaos-mesh's default for `MAX_EVENTS`: older events of a record are dropped. */
const maxRecordEvents = 100

export interface PhaseDecision {
  desiredPhase: ChaosDesiredPhase
  /** Event to record if the desired phase has changed. */
  event: ChaosEvent
  /** Milliseconds until the duration has passed. */
  msUntilStop?: number
}

/** Decides the desired phase. Deletion takes precedence over duration, and duration over pause. */
export const decidePhase = (chaos: NetworkChaos, now: Date): PhaseDecision => {
  if (chaos.metadata.deletionTimestamp) return { desiredPhase: 'Stop', event: deleted }
  const msUntilStop = millisecondsLeft(chaos, now)
  if (msUntilStop !== undefined && msUntilStop < 0) return { desiredPhase: 'Stop', event: timeUp }
  const rest = msUntilStop === undefined ? {} : { msUntilStop: msUntilStop + 1 }
  return isPaused(chaos)
    ? { desiredPhase: 'Stop', event: paused, ...rest }
    : { desiredPhase: 'Run', event: started, ...rest }
}

const isPaused = ({ metadata }: NetworkChaos): boolean =>
  metadata.annotations?.[pauseAnnotation] === 'true'

/** Returns the milliseconds until the duration, which starts at the creation of the experiment, has passed. */
const millisecondsLeft = ({ metadata, spec }: NetworkChaos, now: Date): number | undefined => {
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
  const all = (phase: ChaosPhase) => records?.every(record => record.phase === phase) ?? false
  return [
    { type: 'Selected', status: toStatus(records !== undefined) },
    { type: 'AllInjected', status: toStatus(all('Injected')) },
    { type: 'AllRecovered', status: toStatus(all('Not Injected')) },
    { type: 'Paused', status: toStatus(isPaused(chaos)) },
  ]
}

const toStatus = (value: boolean) => (value ? 'True' : 'False')

export const newRecord = (selectorKey: string, id: string): ChaosRecord => ({
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
 * experiment is stopped while a pod waits to be injected, the pod is still injected.
 */
export const nextOperation = (
  desiredPhase: ChaosDesiredPhase | undefined,
  phase: ChaosPhase,
): Operation | undefined => {
  const goal = desiredPhase === 'Run' ? 'Injected' : 'Not Injected'
  if (desiredPhase === undefined || phase === goal) return undefined
  return phase.startsWith('Not Injected') ? 'Apply' : 'Recover'
}

/** The result of one attempt at an operation on a pod. */
export interface Attempt {
  phase: ChaosPhase
  error?: string
  /** Generation of the pod's rules, if they were set. */
  generation?: number
}

/** The final phase, counter and event of each operation. */
const outcomes = {
  Apply: { phase: 'Injected', count: 'injectedCount', activity: 'apply chaos', event: applied },
  Recover: {
    phase: 'Not Injected',
    count: 'recoveredCount',
    activity: 'recover chaos',
    event: recovered,
  },
} as const

/** Returns the record after an attempt, and the event to record. */
export const recordAttempt = (
  record: ChaosRecord,
  operation: Operation,
  { phase, error }: Attempt,
  timestamp: string,
): { record: ChaosRecord; event?: ChaosEvent } => {
  const end = outcomes[operation]
  if (error !== undefined) {
    const entry = { type: 'Failed', operation, message: error, timestamp } as const
    return { record: withEvent({ ...record, phase }, entry), event: failed(end.activity, error) }
  }
  if (phase !== end.phase) return { record: { ...record, phase } }
  const counted = { ...record, phase, [end.count]: record[end.count] + 1 }
  const entry = { type: 'Succeeded', operation, timestamp } as const
  return { record: withEvent(counted, entry), event: end.event(record.id) }
}

const withEvent = (
  record: ChaosRecord,
  entry: NonNullable<ChaosRecord['events']>[number],
): ChaosRecord => ({ ...record, events: [...(record.events ?? []), entry].slice(-maxRecordEvents) })
