import { discoverPeriod } from '../conditions/silence/period.mts'
import type { KubeApi } from '../kube/api.mts'
import { recordChaos, recordEvents, recordNodes } from './record.mts'
import { recordLogs } from './record-logs.mts'
import { Recorder } from './recorder.mts'
import type { TimelineRecord } from './records.mts'

export interface RecordingOptions {
  signal: AbortSignal
  /** NPD's heartbeat period in milliseconds, instead of that of its DaemonSet. */
  heartbeatMs?: number | undefined
  /** Called for each new record. */
  onRecord?: (record: TimelineRecord) => void
}

export interface Recording {
  /** All records so far, in order. */
  records: readonly TimelineRecord[]
  /** Ends the recording and resolves with all records. Can be called repeatedly. */
  stop: () => Promise<TimelineRecord[]>
}

const observers = [recordNodes, recordChaos, recordEvents, recordLogs]

/**
 * Records nodes, events, NetworkChaos objects and NPD's logs until it is stopped or its signal
 * aborts. Resolves once all existing objects are recorded, and retries failures after that. Rejects
 * if nodes or pods cannot be listed.
 */
export const startRecording = async (
  api: KubeApi,
  { signal, heartbeatMs, onRecord = () => {} }: RecordingOptions,
): Promise<Recording> => {
  const records: TimelineRecord[] = []
  const recorder = new Recorder(record => {
    records.push(record)
    onRecord(record)
  })
  const ending = new AbortController()
  const observation = { api, recorder, signal: AbortSignal.any([signal, ending.signal]) }
  const periodMs = heartbeatMs ?? (await discoverPeriod(api, signal)).periodMs
  recorder.add({ kind: 'start', format: 1, cluster: api.context, periodMs })
  const followings = observers.map(observe => observe(observation))
  const ended = Promise.all(followings.map(following => following.ended))
  ended.catch(() => {})
  try {
    await Promise.all(followings.map(following => following.begun))
  } catch (error) {
    ending.abort()
    await ended
    throw error
  }
  const stop = async () => {
    ending.abort()
    await ended
    if (records.at(-1)?.kind !== 'end') recorder.add({ kind: 'end' })
    return records
  }
  return { records, stop }
}
