import { discoverPeriod } from '../conditions/silence/period.mts'
import type { KubeApi } from '../kube/api.mts'
import { recordChaos, recordEvents, recordNodes } from './record.mts'
import { recordLogs } from './record-logs.mts'
import { Recorder } from './recorder.mts'
import type { TimelineRecord } from './records.mts'

export interface RecordingOptions {
  signal: AbortSignal
  /** NPD's heartbeat period in milliseconds, if it is known better than by its DaemonSet. */
  heartbeatMs?: number | undefined
  /** Told of each record as it is made. */
  onRecord?: (record: TimelineRecord) => void
}

export interface Recording {
  /** All that was seen so far, in order. */
  records: readonly TimelineRecord[]
  /** Ends it, also when the signal has done so already; resolves with all records, each time the same. */
  stop: () => Promise<TimelineRecord[]>
}

const observers = [recordNodes, recordChaos, recordEvents, recordLogs]

/**
 * Watches nodes, events, NetworkChaos and NPD's logs until it is stopped or its signal aborts. Resolves
 * once all that is there has been taken in; from then on failures are waited out. Rejects if nodes or
 * pods cannot be listed.
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
