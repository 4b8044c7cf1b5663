import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { generateSequences } from './generate.mts'
import { mapTexts, type Outcome } from './outcome.mts'
import type { Sequence } from './sequences.mts'

/** Of which all sequences are made. */
export const seed = 20_261_125
export const sequences: Sequence[] = generateSequences(seed, 240)

/** A sequence, and what it came to with which real NPD. */
export interface Recorded {
  name: string
  /** Of the sequence: one that is generated otherwise is another one. */
  digest: string
  outcomes: { npds: string[]; outcome: Outcome }[]
}

/** In the file each text stands once, and for it its digest everywhere else. */
interface Recording {
  sequences: Recorded[]
  texts: Record<string, string>
}

const file = fileURLToPath(new URL('./fixtures/recording.json', import.meta.url))

/** What was recorded with real NPDs; nothing of sequences that are no more. */
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

/** With what this version of NPD made of the sequences; most come to the same with all. */
export const writeOutcomes = (npd: string, outcomes: Map<string, Outcome>): void =>
  writeRecording(
    readRecording().map(({ outcomes: before, ...entry }) => {
      const outcome = outcomes.get(entry.name)
      return { ...entry, outcomes: outcome ? addOutcome(before, npd, outcome) : before }
    }),
  )

/** A line for each sequence and for each text, so that a change of one is seen as such. */
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

/** What a sequence came to with this version; undefined if that was not recorded. */
export const recordedOutcome = ({ outcomes }: Recorded, npd: string): Outcome | undefined =>
  outcomes.find(({ npds }) => npds.includes(npd))?.outcome
