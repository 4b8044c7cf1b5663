import { discoverPeriod } from '../conditions/silence/period.mts'
import type { KubeApi } from '../kube/api.mts'
import { recordChaos, recordEvents, recordNodes } from './record.mts'
import { recordLogs } from './record-logs.mts'
import { Recorder } from './recorder.mts'
import type { TimelineRecord } from './records.mts'

export interface RecordingOptions {
  signal: AbortSignal
  /** NPD's heartbeat period in milliseconds. Overrides the period from NPD's DaemonSet. */
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

const recordFunctions = [recordNodes, recordChaos, recordEvents, recordLogs]

/** A recording that passes its records on and does not store them. */
export interface RecordStream {
  /** NPD's heartbeat period in milliseconds. */
  periodMs: number
  /** Ends the recording. Can be called repeatedly. */
  stop: () => Promise<void>
}

/**
 * Records nodes, events, NetworkChaos objects and NPD's logs until it is stopped or its signal
 * aborts. Resolves once all existing objects are recorded, and retries failures after that. Rejects
 * if nodes or pods cannot be listed.
 */
export const startRecordStream = async (
  api: KubeApi,
  {
    signal,
    heartbeatMs,
    onRecord,
  }: RecordingOptions & Required<Pick<RecordingOptions, 'onRecord'>>,
): Promise<RecordStream> => {
  const recorder = new Recorder(onRecord)
  const controller = new AbortController()
  const context = { api, recorder, signal: AbortSignal.any([signal, controller.signal]) }
  const periodMs = heartbeatMs ?? (await discoverPeriod(api, signal)).periodMs
  recorder.add({ kind: 'start', format: 1, cluster: api.context, periodMs })
  const watches = recordFunctions.map(record => record(context))
  const ended = Promise.all(watches.map(watch => watch.ended))
  ended.catch(() => {})
  try {
    await Promise.all(watches.map(watch => watch.started))
  } catch (error) {
    controller.abort()
    await ended
    throw error
  }
  let isStopped = false
  const stop = async () => {
    controller.abort()
    await ended
    if (!isStopped) recorder.add({ kind: 'end' })
    isStopped = true
  }
  return { periodMs, stop }
}

/** Like `startRecordStream`, but also keeps all records. */
export const startRecording = async (
  api: KubeApi,
  { onRecord = () => {}, ...options }: RecordingOptions,
): Promise<Recording> => {
  const records: TimelineRecord[] = []
  const stream = await startRecordStream(api, {
    ...options,
    onRecord: record => {
      records.push(record)
      onRecord(record)
    },
  })
  const stop = async () => {
    await stream.stop()
    return records
  }
  return { records, stop }
}
