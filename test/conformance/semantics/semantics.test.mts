import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { differenceOf, differences, requestOf } from './differences.mts'
import { openEmbedded } from './embedded.fixture.mts'
import { type Kept, play } from './play.mts'
import { readRecording } from './recording.mts'
import { stories } from './scenarios.mts'

const recording = readRecording()
const requests = stories.flatMap(({ title, steps }) =>
  steps.map(({ request }) => ({ title, request })),
)

it('has a recording of every request', () => {
  const recorded = stories.flatMap(({ title }) =>
    (recording[title] ?? []).map(({ request }) => ({ title, request })),
  )
  expect(recorded).toEqual(requests)
})

it('has a request for every listed difference', () => {
  expect(differences.filter(difference => !requestOf(difference))).toEqual([])
})

it('has the number of equal requests and the reasons of the differences in its README', () => {
  const readme = readFileSync(new URL('./README.md', import.meta.url), 'utf8')
  expect(readme).toContain(
    `${requests.length - differences.length} of ${requests.length} requests get the same response; ` +
      `${differences.length} differ intentionally.`,
  )
  for (const { why } of differences) expect(readme).toContain(why)
})

describe('the embedded API server responds like a real one', () => {
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
      // Also fails for a listed difference that no longer exists.
      if (differenceOf(title, step.index)) expect(ours).not.toEqual(real)
      else expect(ours).toEqual(real)
    })
  })
})
