import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { axes } from './axes.mts'
import { currentVersion, differences, versionDifferences } from './differences.mts'
import { generateSequences } from './generate.mts'
import { readRecording, recordedOutcome, seed, sequences } from './recording.mts'

const recording = readRecording()
const versions = [
  ...new Set(recording.flatMap(({ outcomes }) => outcomes.flatMap(({ npds }) => npds))),
].sort()

it(`generates the same sequences from the same seed, ${seed}`, () => {
  expect(generateSequences(seed, sequences.length)).toEqual(sequences)
  expect(generateSequences(seed + 1, sequences.length)).not.toEqual(sequences)
})

it.each(axes)('has at least $atLeast × $name', ({ count, atLeast }) => {
  expect(count(sequences)).toBeGreaterThanOrEqual(atLeast)
})

it('every sequence has a recording with the current version and an earlier one', () => {
  expect(versions).toContain(currentVersion)
  expect(versions.length).toBeGreaterThan(1)
  for (const version of versions)
    expect(
      recording.filter(entry => !recordedOutcome(entry, version)).map(({ name }) => name),
    ).toEqual([])
})

it.each(recording.map((entry, index) => ({ ...entry, index })))(
  '$name has the same outcome with each real NPD, or differs as listed',
  ({ index, outcomes }) => {
    const sequence = sequences[index]
    const isExpected = sequence && versionDifferences.some(({ shows }) => shows(sequence))
    expect(outcomes).toHaveLength(isExpected ? versions.length : 1)
  },
)

describe('the README', () => {
  const readme = readFileSync(new URL('./README.md', import.meta.url), 'utf8')
  const count = sequences.length
  const sameAs = (list: typeof differences) =>
    sequences.filter(sequence => !list.some(({ shows }) => shows(sequence))).length

  it('contains the numbers of sequences with equal outcomes', () => {
    expect(readme).toContain(
      `${sameAs(differences)} of ${count} sequences have the same outcome with the embedded NPD as with NPD ${currentVersion}`,
    )
    expect(readme).toContain(
      `${sameAs(versionDifferences)} of ${count} have the same outcome with v1.34.0 as with ${currentVersion}`,
    )
    expect(readme).toContain(`the seed ${seed}`)
  })

  it('lists the differences and their reasons', () => {
    for (const { script, why } of [...differences, ...versionDifferences])
      expect(readme).toContain(`| ${script} | ${why} |`)
  })

  it('lists the axes', () => {
    for (const { name, atLeast } of axes) expect(readme).toContain(`| ${name} | ${atLeast} |`)
  })
})
