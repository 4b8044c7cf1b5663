import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openRecordingFile, readRecording, writeDrawing, writeTimeline } from './files.mts'
import { escapeText } from './svg.mts'
import { partition, recordingOf } from './timeline.fixture.mts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'npd-test-timeline-'))
})
afterAll(() => rm(folder, { recursive: true }))

const type = 'P'

describe('the written files', () => {
  it('are a page, an image and a recording from which the same image can be drawn again', async () => {
    const { html, svg, jsonl } = await writeTimeline(partition(), join(folder, 'a'), { type })
    const again = await writeDrawing(await readRecording(jsonl), join(folder, 'b'), { type })
    expect(await readFile(again.svg, 'utf8')).toBe(await readFile(svg, 'utf8'))
    expect(await readFile(again.html, 'utf8')).toBe(await readFile(html, 'utf8'))
  })

  it('contain no external references', async () => {
    const { html, svg } = await writeDrawing(partition(), join(folder, 'c'), { type })
    for (const file of [html, svg]) {
      const text = (await readFile(file, 'utf8')).replaceAll('http://www.w3.org/2000/svg', '')
      expect(text).not.toMatch(/https?:|src=|href=|@import|url\((?!#)/)
    }
  })

  it('allow only their own scripts and styles', async () => {
    const { html } = await writeDrawing(partition(), join(folder, 'd'), { type })
    const text = await readFile(html, 'utf8')
    const inline = [
      ...text.matchAll(/<(?:style|script type="module")>([\s\S]*?)<\/(?:style|script)>/g),
    ]
    expect(inline).toHaveLength(3)
    for (const [, content = ''] of inline)
      expect(text).toContain(`'sha256-${createHash('sha256').update(content).digest('base64')}'`)
    expect(text).not.toMatch(/ style=| on[a-z]+=/)
  })

  it('are valid if nothing was recorded', async () => {
    const { svg } = await writeDrawing(recordingOf(0), join(folder, 'e'), { type })
    expect(await readFile(svg, 'utf8')).toContain('Nothing was recorded.')
  })
})

describe('the image in the README', () => {
  const recording = fileURLToPath(new URL('fixtures/partition.jsonl', import.meta.url))

  const image = fileURLToPath(new URL('../../docs/timeline.svg', import.meta.url))

  it('is drawn from a recorded outage; `vitest -u` updates it', async () => {
    const drawn = await writeDrawing(await readRecording(recording), join(folder, 'readme'), {
      type: 'NetworkProblem',
    })
    const svg = await readFile(drawn.svg, 'utf8')
    await expect(svg).toMatchFileSnapshot(image)
    expect(svg.length).toBeLessThan(60_000)
  })
})

describe('a failure', () => {
  it('is reported before anything is written if no node has the condition type', async () => {
    const base = join(folder, 'f')
    await expect(writeDrawing(partition(), base, { type: 'Q' })).rejects.toMatchObject({
      message: 'Failed to draw the timeline: no node had a condition of type `Q`.',
      hint: 'Choose one of P, Ready.',
    })
    expect(existsSync(`${base}.html`)).toBe(false)
  })

  it('is reported before a recording begins if the folder is missing', async () => {
    await expect(openRecordingFile(join(folder, 'none', 'x.jsonl'))).rejects.toThrow(
      /Failed to write .*none\/x.jsonl: ENOENT/,
    )
    await expect(readRecording(join(folder, 'none'))).rejects.toThrow(
      /Failed to read .*none: ENOENT/,
    )
  })
})

it.each([
  [`<a b="c">]]>&amp;'`, `&lt;a b=&quot;c&quot;&gt;]]&gt;&amp;amp;'`],
  ['\0\u0007\u009f\ufffe', '\ufffd'.repeat(4)],
  ['\ud800x\udc00', '\ufffdx\ufffd'],
  ['\u202e\u2066', '\ufffd\ufffd'],
  ['a\r\nb\rc\td', 'a\nb\nc\td'],
  ['Ünïcödé 😀', 'Ünïcödé 😀'],
])('escapes %j for XML', (text, escaped) => {
  expect(escapeText(text)).toBe(escaped)
})
