import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { generateSequences } from './generate.mts'
import { mapTexts, type Outcome } from './outcome.mts'
import type { Sequence } from './sequences.mts'

/** The seed of all sequences. */
export const seed = 20_261_125
export const sequences: Sequence[] = generateSequences(seed, 240)

/** A sequence, and its outcomes by NPD version. */
export interface Recorded {
  name: string
  /** The digest of the sequence. If a sequence is generated differently, its recording is ignored. */
  digest: string
  outcomes: { npds: string[]; outcome: Outcome }[]
}

/** The file stores each text once, and its digest in all other places. */
interface Recording {
  sequences: Recorded[]
  texts: Record<string, string>
}

const file = fileURLToPath(new URL('./fixtures/recording.json', import.meta.url))

/** Reads the recording of real NPDs. Ignores sequences that no longer exist. */
export const readRecording = (): Recorded[] => {
  const read: Recording = existsSync(file)
    ? JSON.parse(readFileSync(file, 'utf8'))
    : { sequences: [], texts: {} }
  const byDigest = new Map(read.sequences.map(entry => [entry.digest, entry]))
  return sequences.map(sequence => {
    const digest = digestOf(JSON.stringify(sequence))
    const { outcomes = [] } = byDigest.get(digest) ?? {}
    return {
      name: sequence.name,
      digest,
      outcomes: outcomes.map(({ npds, outcome }) => ({
        npds,
        outcome: mapTexts(outcome, key => read.texts[key] ?? key),
      })),
    }
  })
}

/** Adds the outcomes of this NPD version. Most are the same with all versions. */
export const writeOutcomes = (npd: string, outcomes: Map<string, Outcome>): void =>
  writeRecording(
    readRecording().map(({ outcomes: before, ...entry }) => {
      const outcome = outcomes.get(entry.name)
      return { ...entry, outcomes: outcome ? addOutcome(before, npd, outcome) : before }
    }),
  )

/** Writes one line for each sequence and each text, so that diffs are readable. */
const writeRecording = (recorded: Recorded[]): void => {
  const texts = new Map<string, string>()
  const keep = (text: string): string => {
    const key = digestOf(text)
    texts.set(key, text)
    return key
  }
  const lines = recorded.map(entry =>
    JSON.stringify({
      ...entry,
      outcomes: entry.outcomes.map(({ npds, outcome }) => ({
        npds,
        outcome: mapTexts(outcome, keep),
      })),
    }),
  )
  const pairs = [...texts].sort().map(([key, text]) => `"${key}":${JSON.stringify(text)}`)
  writeFileSync(
    file,
    `{"sequences":[\n${lines.join(',\n')}\n],"texts":{\n${pairs.join(',\n')}\n}}\n`,
  )
}

const digestOf = (text: string): string =>
  createHash('sha256').update(text).digest('base64url').slice(0, 8)

const addOutcome = (
  before: Recorded['outcomes'],
  npd: string,
  outcome: Outcome,
): Recorded['outcomes'] => {
  const others = before
    .map(({ npds, outcome }) => ({ npds: npds.filter(one => one !== npd), outcome }))
    .filter(({ npds }) => npds.length > 0)
  const same = others.find(other => JSON.stringify(other.outcome) === JSON.stringify(outcome))
  if (same) same.npds = [...same.npds, npd].sort()
  else others.push({ npds: [npd], outcome })
  return others
}

/** Returns the outcome with this NPD version, or undefined if it was not recorded. */
export const recordedOutcome = ({ outcomes }: Recorded, npd: string): Outcome | undefined =>
  outcomes.find(({ npds }) => npds.includes(npd))?.outcome
