import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { differences, findDifference, requestOf } from './differences.mts'
import { openEmbedded } from './embedded.fixture.mts'
import { play, type Variables } from './play.mts'
import { readRecording } from './recording.mts'
import { scenarios } from './scenarios.mts'

const recording = readRecording()
const requests = scenarios.flatMap(({ title, steps }) =>
  steps.map(({ request }) => ({ title, request })),
)

it('every request has a recording', () => {
  const recorded = scenarios.flatMap(({ title }) =>
    (recording[title] ?? []).map(({ request }) => ({ title, request })),
  )
  expect(recorded).toEqual(requests)
})

it('every listed difference belongs to a request', () => {
  expect(differences.filter(difference => !requestOf(difference))).toEqual([])
})

it('the README contains the number of equal requests and the reasons of the differences', () => {
  const readme = readFileSync(new URL('./README.md', import.meta.url), 'utf8')
  expect(readme).toContain(
    `${requests.length - differences.length} of ${requests.length} requests get the same response; ` +
      `${differences.length} differ intentionally.`,
  )
  for (const { why } of differences) expect(readme).toContain(why)
})

describe('the embedded API server responds like a real one', () => {
  const variables: Variables = new Map()
  let server: Awaited<ReturnType<typeof openEmbedded>>
  beforeAll(async () => {
    server = await openEmbedded()
  })
  afterAll(() => server.close())

  describe.each(scenarios)('$title', ({ title, steps }) => {
    it.each(steps.map((step, index) => ({ ...step, index })))('$request', async step => {
      const real = recording[title]?.[step.index]?.answer
      const embedded = await play(server, step, variables)
      // The test also fails if a listed difference no longer exists.
      if (findDifference(title, step.index)) expect(embedded).not.toEqual(real)
      else expect(embedded).toEqual(real)
    })
  })
})
