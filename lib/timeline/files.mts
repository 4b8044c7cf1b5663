import { readFile, writeFile } from 'node:fs/promises'
import { messageOf, UserError } from '../cli/errors.mts'
import { displayPath } from '../repository.mts'
import { layOut } from './figure.mts'
import { renderHtml } from './html.mts'
import { parseRecording, renderRecording } from './jsonl.mts'
import { type ModelOptions, toTimeline } from './model.mts'
import type { TimelineRecord } from './records.mts'
import { renderSvg } from './svg.mts'

/** Where the picture is. */
export interface Drawing {
  html: string
  svg: string
}

const pageScript = new URL('./page.mjs', import.meta.url)

/** Draws records as `BASE.html` and `BASE.svg`. Rejects with a UserError if they cannot be written. */
export const writeDrawing = async (
  records: readonly TimelineRecord[],
  base: string,
  options: ModelOptions,
): Promise<Drawing> => {
  const timeline = toTimeline(records, options)
  const figure = layOut(timeline)
  const script = await readFile(pageScript, 'utf8')
  const files = { html: `${base}.html`, svg: `${base}.svg` }
  await write(files.svg, renderSvg(figure))
  await write(files.html, renderHtml({ figure, timeline, records, script }))
  return files
}

/** As `writeDrawing`, and the recording itself as `BASE.jsonl`, so that it can be drawn again. */
export const writeTimeline = async (
  records: readonly TimelineRecord[],
  base: string,
  options: ModelOptions,
): Promise<Drawing & { jsonl: string }> => {
  const jsonl = `${base}.jsonl`
  await write(jsonl, renderRecording(records))
  return { ...(await writeDrawing(records, base, options)), jsonl }
}

/** Rejects with a UserError that names the file, and the line of what is no record. */
export const readRecording = async (file: string): Promise<TimelineRecord[]> => {
  const text = await readFile(file, 'utf8').catch(error => {
    throw new UserError(
      `Failed to read ${displayPath(file)}: ${messageOf(error)}.`,
      'Give --from a file that `npx zx scripts/timeline.mts` has recorded.',
    )
  })
  return parseRecording(text, displayPath(file))
}

const write = async (file: string, text: string): Promise<void> => {
  await writeFile(file, text).catch(error => {
    throw new UserError(
      `Failed to write ${displayPath(file)}: ${messageOf(error)}.`,
      'Give --output a name in a folder that can be written.',
    )
  })
}
