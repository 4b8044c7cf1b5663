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

/** The rules of chaos-mesh's `controllers/common`, without any doing. */

const pauseAnnotation = 'experiment.chaos-mesh.org/pause'

/** chaos-mesh's default for `MAX_EVENTS`: older events of a record are dropped. */
const maxRecordEvents = 100

export interface PhaseDecision {
  desiredPhase: ChaosDesiredPhase
  /** What is told if this is a change. */
  event: ChaosEvent
  /** Milliseconds after which the duration will have passed. */
  untilStop?: number
}

/** Deletion goes before duration, duration before pause. */
export const decidePhase = (chaos: NetworkChaos, now: Date): PhaseDecision => {
  if (chaos.metadata.deletionTimestamp) return { desiredPhase: 'Stop', event: deleted }
  const untilStop = millisecondsLeft(chaos, now)
  if (untilStop !== undefined && untilStop < 0) return { desiredPhase: 'Stop', event: timeUp }
  const rest = untilStop === undefined ? {} : { untilStop: untilStop + 1 }
  return isPaused(chaos)
    ? { desiredPhase: 'Stop', event: paused, ...rest }
    : { desiredPhase: 'Run', event: started, ...rest }
}

const isPaused = ({ metadata }: NetworkChaos): boolean =>
  metadata.annotations?.[pauseAnnotation] === 'true'

/** Counted from the creation. */
const millisecondsLeft = ({ metadata, spec }: NetworkChaos, now: Date): number | undefined => {
  const duration = parseDurationMs(spec.duration)
  if (duration === undefined) return undefined
  return Date.parse(metadata.creationTimestamp ?? '') + duration - now.getTime()
}

/** One that cannot be read is none, as in chaos-mesh; its webhook lets none pass but the empty one. */
const parseDurationMs = (text: string | undefined): number | undefined => {
  if (!text) return undefined
  try {
    return toMilliseconds(parseDuration(text))
  } catch {
    return undefined
  }
}

/** Before pods are selected none is injected, nor is any recovered. */
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
 * Phases go round: Not Injected, Not Injected/Wait, Injected, Injected/Wait. What has begun is
 * finished first: an experiment that is stopped while a pod waits to be injected injects it still.
 */
export const nextOperation = (
  desiredPhase: ChaosDesiredPhase | undefined,
  phase: ChaosPhase,
): Operation | undefined => {
  const goal = desiredPhase === 'Run' ? 'Injected' : 'Not Injected'
  if (desiredPhase === undefined || phase === goal) return undefined
  return phase.startsWith('Not Injected') ? 'Apply' : 'Recover'
}

/** What trying an operation on one pod came to. */
export interface Attempt {
  phase: ChaosPhase
  error?: string
  /** That of the pod's rules, if they were set. */
  generation?: number
}

/** Operation by operation: the phase it ends in, what it counts and what it tells. */
const outcomes = {
  Apply: { phase: 'Injected', count: 'injectedCount', activity: 'apply chaos', event: applied },
  Recover: {
    phase: 'Not Injected',
    count: 'recoveredCount',
    activity: 'recover chaos',
    event: recovered,
  },
} as const

/** The record after an attempt, and what to tell of it. */
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
