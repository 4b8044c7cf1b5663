import { rm } from 'node:fs/promises'
import { renderCount } from '../cli/join-words.mts'
import type { Phases } from '../cli/phases.mts'
import { createTimeoutSignal } from '../cli/timeout-signal.mts'
import type { KubeApi } from '../kube/api.mts'
import { checkType, type DrawingPaths, openRecordingFile, writeDrawing } from './files.mts'
import { type Recording, type RecordingOptions, startRecording } from './recording.mts'

export interface RecordTimelineOptions {
  type: string
  /** The base name of the files, as in `BASE.html`. */
  base: string
  /** The length of the recording in milliseconds. If undefined, it ends when the signal aborts. */
  durationMs: number | undefined
  /** NPD's heartbeat period in milliseconds. Overrides the period from NPD's DaemonSet. */
  heartbeatMs: number | undefined
  signal: AbortSignal
  phases: Phases
}

/**
 * Records until the time has passed or the signal aborts, then draws the recording. Rejects with a
 * UserError, and leaves no file, if nothing can be recorded or no node has a condition of this type.
 */
export const recordTimeline = async (
  api: KubeApi,
  { type, base, durationMs, heartbeatMs, signal, phases }: RecordTimelineOptions,
): Promise<DrawingPaths & { jsonl: string }> => {
  const jsonl = `${base}.jsonl`
  const file = await openRecordingFile(jsonl)
  const options = { signal, heartbeatMs, onRecord: file.write }
  const recording = await startCheckedRecording(api, type, options).catch(async error => {
    await file.close()
    await rm(jsonl)
    throw error
  })
  try {
    phases.note(describe(recording, type, durationMs))
    await phases.run('recording', () => waitForEnd(durationMs, signal))
  } finally {
    await recording.stop()
    await file.close()
  }
  return { ...(await writeDrawing(recording.records, base, { type, heartbeatMs })), jsonl }
}

const startCheckedRecording = async (
  api: KubeApi,
  type: string,
  options: RecordingOptions,
): Promise<Recording> => {
  const recording = await startRecording(api, options)
  try {
    checkType(recording.records, type)
    return recording
  } catch (error) {
    await recording.stop()
    throw error
  }
}

const describe = ({ records }: Recording, type: string, durationMs: number | undefined): string => {
  const nodes = new Set(records.flatMap(record => (record.kind === 'node' ? record.node : [])))
  const end =
    durationMs === undefined ? 'until Ctrl-C' : `for ${durationMs / 1000} s, or until Ctrl-C`
  return `Recording ${type} on ${renderCount(nodes.size, 'node')} ${end}.`
}

const waitForEnd = (durationMs: number | undefined, signal: AbortSignal): Promise<void> => {
  const endSignals = [signal]
  if (durationMs !== undefined) endSignals.push(createTimeoutSignal(durationMs))
  const endSignal = AbortSignal.any(endSignals)
  return new Promise(resolve => {
    if (endSignal.aborted) resolve()
    endSignal.addEventListener('abort', () => resolve())
  })
}
