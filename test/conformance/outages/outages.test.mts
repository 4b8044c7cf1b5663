import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApi, type TestApi } from '../../../lib/kube/api-server.fixture.mts'
import { type StartNpd, startEmbeddedNpd, startRealNpd } from './npd.mts'
import { playScenario, type Timeline } from './play-scenario.mts'
import { readRecording } from './recording.mts'
import { type Scenario, scenarios } from './scenarios.mts'
import { convertToNewer } from './versions.mts'

const recording = readRecording()
const binary = process.env.NPD_BINARY
const short = scenarios.filter(({ long }) => !long)

let test: TestApi
beforeAll(async () => {
  test = await startTestApi()
})
afterAll(() => test.close())

/** Plays all scenarios concurrently, because most of the time is waiting. */
const playAll = async (
  startNpd: StartNpd,
  selected: Scenario[],
): Promise<Map<string, Timeline>> => {
  const { server, certificate: caCertificate, token } = test
  const access = { context: 'test', server: server.url, caCertificate, token }
  const played = selected.map(
    async scenario =>
      [scenario.name, await playScenario(scenario, access, nodeOf(scenario), startNpd)] as const,
  )
  return new Map(await Promise.all(played))
}

const nodeOf = (scenario: Scenario): string => `timeline-${scenarios.indexOf(scenario)}`

it('every scenario has a recording', () => {
  const names = scenarios.map(({ name }) => name)
  expect(Object.keys(recording.real)).toEqual(names)
  expect(Object.keys(recording.embedded)).toEqual(names)
})

it('the README contains the number of equal scenarios', () => {
  const readme = readFileSync(new URL('./README.md', import.meta.url), 'utf8')
  expect(readme).toContain(
    `${scenarios.length} of ${scenarios.length} scenarios have the same timeline`,
  )
  expect(readme).toContain(
    `${short.length} of ${short.length} short scenarios have the same timeline`,
  )
  for (const { name } of scenarios) expect(readme).toContain(`| ${name} |`)
})

it.each(scenarios)('a real NPD has the same timeline on both API servers: $name', ({ name }) => {
  expect(recording.embedded[name]).toEqual(recording.real[name])
})

it.each(scenarios)('the API server receives no updates during the partition: $name', ({ name }) => {
  const { conditions = [], events = [] } = recording.real[name] ?? {}
  const phases = [...conditions, ...events].map(({ phase }) => phase)
  expect(phases).toContain('started')
  expect(phases).toContain('healed')
  expect(phases).not.toContain('cut')
})

describe('the embedded NPD on the embedded API server has the timeline of a real NPD on a real one', () => {
  let played = new Map<string, Timeline>()
  beforeAll(async () => {
    played = await playAll(startEmbeddedNpd, short)
  }, 120_000)

  it.each(short)('$name', ({ name }) => {
    const real = recording.real[name]
    expect(played.get(name)).toEqual(real && convertToNewer(real))
  })
})

describe.skipIf(!binary)('the real NPD of NPD_BINARY has the recorded timeline', () => {
  let played = new Map<string, Timeline>()
  beforeAll(async () => {
    played = await playAll(startRealNpd(binary ?? ''), scenarios)
  }, 400_000)

  it.each(scenarios)('$name', ({ name }) => {
    expect(played.get(name)).toEqual(recording.real[name])
  })
})
