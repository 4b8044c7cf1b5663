/**
 * Plays every OF-th sequence with the embedded NPD, starting at number PART, and prints the
 * outcomes as JSON. Runs in its own process, because Node.js starts child processes more slowly the
 * more memory it uses.
 *
 *   npx tsx test/conformance/differential/replay.mts PART OF
 */
import { mapConcurrently } from '../../../lib/kube/map-concurrent.mts'
import { currentVersion } from './differences.mts'
import { embeddedNpd } from './embedded-npd.mts'
import { type Outcome, outcomeOf } from './outcome.mts'
import { play } from './player.mts'
import { readRecording, recordedOutcome, sequences } from './recording.mts'
import type { Sequence, Theme } from './sequences.mts'

const [part = 0, of = 1] = process.argv.slice(2).map(Number)
/** The number of NPDs that run at once, with one to three scripts each. */
const atOnce = 24

/** The slowest sequences run first, so that they do not delay the end. */
const slowest: Theme[] = ['spaced', 'hangs', 'rule-timeout', 'storm', 'huge', 'mixed', 'two-rules']
const lengthOf = ({ theme }: Sequence): number => slowest.toReversed().indexOf(theme)

const outcomeOrError = async (sequence: Sequence): Promise<Outcome | string> => {
  try {
    return outcomeOf(sequence, await play(sequence, embeddedNpd))
  } catch (error) {
    return String(error)
  }
}

const chosen = sequences
  .filter((_, index) => index % of === part)
  .sort((a, b) => lengthOf(b) - lengthOf(a))
const outcomes: Record<string, Outcome | string> = {}
const playAll = async (some: Sequence[], limit: number): Promise<void> => {
  await mapConcurrently(some, limit, async sequence => {
    outcomes[sequence.name] = await outcomeOrError(sequence)
  })
}

const recorded = new Map(
  readRecording().map(entry => [
    entry.name,
    JSON.stringify(recordedOutcome(entry, currentVersion)),
  ]),
)
const differs = ({ name }: Sequence): boolean =>
  JSON.stringify(outcomes[name]) !== recorded.get(name)

await playAll(chosen, atOnce)
// On a busy machine a script may time out unexpectedly, so sequences that differ are repeated.
await playAll(chosen.filter(differs), 2)
process.stdout.write(JSON.stringify(outcomes))
