import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { differenceOf, differences, requestOf } from './differences.mts'
import { openEmbedded } from './embedded.fixture.mts'
import { type Kept, play } from './play.mts'
import { readRecording } from './recording.mts'
import { stories } from './stories.mts'

const recording = readRecording()
const requests = stories.flatMap(({ title, steps }) =>
  steps.map(({ request }) => ({ title, request })),
)

it('is recorded whole', () => {
  const recorded = stories.flatMap(({ title }) =>
    (recording[title] ?? []).map(({ request }) => ({ title, request })),
  )
  expect(recorded).toEqual(requests)
})

it('knows no difference that nobody plays', () => {
  expect(differences.filter(difference => !requestOf(difference))).toEqual([])
})

it('says in its README how many are the same, and what is not', () => {
  const readme = readFileSync(new URL('./README.md', import.meta.url), 'utf8')
  expect(readme).toContain(
    `${requests.length - differences.length} of ${requests.length} requests are answered the same; ` +
      `${differences.length} are meant to differ.`,
  )
  for (const { why } of differences) expect(readme).toContain(why)
})

describe('the embedded API server answers as a real one', () => {
  const kept: Kept = new Map()
  let server: Awaited<ReturnType<typeof openEmbedded>>
  beforeAll(async () => {
    server = await openEmbedded()
  })
  afterAll(() => server.close())

  describe.each(stories)('$title', ({ title, steps }) => {
    it.each(steps.map((step, index) => ({ ...step, index })))('$request', async step => {
      const real = recording[title]?.[step.index]?.answer
      const ours = await play(server, step, kept)
      // A difference that is gone is to be taken off the list.
      if (differenceOf(title, step.index)) expect(ours).not.toEqual(real)
      else expect(ours).toEqual(real)
    })
  })
})
