import { readFileSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import { beforeAll, describe, expect, it } from 'vitest'
import { mapConcurrently } from '../../../lib/kube/map-concurrent.mts'
import { cases } from './cases.mts'
import { differences } from './differences.mts'
import type { Outcome } from './outcome.mts'
import { readRecording } from './recording.mts'
import { runEmbeddedNpd } from './run-embedded.mts'

const recording = readRecording()

it('the recording contains every case', () => {
  expect(cases.length).toBeGreaterThanOrEqual(80)
  expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length)
  expect(recording.map(({ name }) => name)).toEqual(cases.map(({ name }) => name))
  expect(recording.filter(({ outcome }) => !outcome)).toEqual([])
})

it('every listed difference belongs to a case', () => {
  const names = cases.map(({ name }) => name)
  expect(Object.keys(differences).filter(known => !names.includes(known))).toEqual([])
})

it('the README contains the number of equal configurations', () => {
  const readme = readFileSync(new URL('./README.md', import.meta.url), 'utf8')
  const count = (is: (end: unknown) => boolean) =>
    recording.filter(({ outcome }) => is(outcome?.end)).length
  const same = cases.length - Object.keys(differences).length
  expect(readme).toContain(`${same} of ${cases.length} configurations have the same outcome`)
  expect(readme).toContain(
    `NPD runs with ${count(end => end === 'runs')} of them, exits with code 255 for ${count(end => end === 255)}, and panics for ${count(end => end === 2)}`,
  )
  for (const [name, why] of Object.entries(differences))
    expect(readme).toContain(`| \`${name}\` | ${why} |`)
})

/** Returns the outcomes in the order of the recording. Runs many at once: each NPD first waits a second. */
const playAll = (): Promise<Outcome[]> =>
  mapConcurrently(recording, 48, ({ name, outcome }) => {
    const configuration = cases.find(one => one.name === name)
    if (!configuration) throw new Error(`unknown case: ${name}`)
    return runEmbeddedNpd(
      configuration,
      embedded => name in differences || isDeepStrictEqual(embedded, outcome),
    )
  })

describe('the embedded NPD exits and logs like a real one', () => {
  let outcomes: Outcome[] = []
  beforeAll(async () => {
    outcomes = await playAll()
  }, 120_000)

  it.each(recording.map((recorded, index) => ({ ...recorded, index })))(
    '$name',
    ({ name, outcome, index }) => {
      const embedded = outcomes[index]
      // The test also fails if a listed difference no longer exists.
      if (name in differences) expect(embedded).not.toEqual(outcome)
      else expect(embedded).toEqual(outcome)
    },
  )
})
