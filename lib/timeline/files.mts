import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { finished } from 'node:stream/promises'
import { messageOf, UserError } from '../cli/errors.mts'
import { computeAllowedSilence } from '../conditions/silence/allowance.mts'
import { displayPath } from '../repository.mts'
import { layOut } from './figure.mts'
import { renderHtml } from './html.mts'
import { parseRecording, renderRecord, renderRecording } from './jsonl.mts'
import { toTimeline } from './model.mts'
import type { TimelineRecord } from './records.mts'
import { renderSvg } from './svg.mts'

export interface DrawOptions {
  /** The condition type to draw. */
  type: string
  /** NPD's heartbeat period in milliseconds; by default the recorded one. */
  heartbeatMs?: number | undefined
}

/** The paths of the files. */
export interface DrawingPaths {
  html: string
  svg: string
}

const inspectScript = new URL('./inspect.mjs', import.meta.url)

/**
 * Draws records as `BASE.html` and `BASE.svg`. Rejects with a UserError if no node had a condition
 * of this type, or if the files cannot be written.
 */
export const writeDrawing = async (
  records: readonly TimelineRecord[],
  base: string,
  { type, heartbeatMs }: DrawOptions,
): Promise<DrawingPaths> => {
  checkType(records, type)
  const [first] = records
  const periodMs = heartbeatMs ?? (first?.kind === 'start' ? first.periodMs : 0)
  const timeline = toTimeline(records, { type, allowedSilenceMs: computeAllowedSilence(periodMs) })
  const figure = layOut(timeline)
  const script = await readFile(inspectScript, 'utf8')
  const files = { html: `${base}.html`, svg: `${base}.svg` }
  await write(files.svg, renderSvg(figure))
  await write(files.html, renderHtml({ figure, timeline, records, script }))
  return files
}

/** Like `writeDrawing`, but also writes the recording as `BASE.jsonl`, which can be drawn again. */
export const writeTimeline = async (
  records: readonly TimelineRecord[],
  base: string,
  options: DrawOptions,
): Promise<DrawingPaths & { jsonl: string }> => {
  const jsonl = `${base}.jsonl`
  await write(jsonl, renderRecording(records))
  return { ...(await writeDrawing(records, base, options)), jsonl }
}

/** Throws a UserError if there are nodes, but none with a condition of this type. */
export const checkType = (records: readonly TimelineRecord[], type: string): void => {
  const conditions = records.flatMap(record => (record.kind === 'node' ? record.conditions : []))
  const types = [...new Set(conditions.map(condition => condition.type))].sort()
  if (types.length === 0 || types.includes(type)) return
  throw new UserError(
    `Failed to draw the timeline: no node had a condition of type \`${type}\`.`,
    `Choose one of ${types.join(', ')}.`,
  )
}

/**
 * Rejects with a UserError if the file cannot be read or a record is invalid. The error names the file and the
 * line.
 */
export const readRecording = async (file: string): Promise<TimelineRecord[]> => {
  const text = await readFile(file, 'utf8').catch(error => {
    throw new UserError(
      `Failed to read ${displayPath(file)}: ${messageOf(error)}.`,
      'Pass a file recorded by `npx zx scripts/timeline.mts`.',
    )
  })
  return parseRecording(text, displayPath(file))
}

/** Writes each record as it arrives, so that none is lost if the process ends. */
export interface RecordingFile {
  write: (record: TimelineRecord) => void
  /** Resolves once everything is written. */
  close: () => Promise<void>
}

/** Creates the file immediately, so that an unwritable folder is reported before the recording starts. */
export const openRecordingFile = async (file: string): Promise<RecordingFile> => {
  const stream = createWriteStream(file)
  await once(stream, 'open').catch(error => throwWriteError(file, error))
  const written = finished(stream).catch(error => throwWriteError(file, error))
  // Errors are reported by `close`.
  written.catch(() => {})
  return {
    write: record => void stream.write(renderRecord(record)),
    close: () => {
      stream.end()
      return written
    },
  }
}

const write = (file: string, text: string): Promise<void> =>
  writeFile(file, text).catch(error => throwWriteError(file, error))

const throwWriteError = (file: string, error: unknown): never => {
  throw new UserError(
    `Failed to write ${displayPath(file)}: ${messageOf(error)}.`,
    'Choose a name in a writable folder with --output.',
  )
}
