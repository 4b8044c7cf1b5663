/**
 * Plays every OF-th sequence with our NPD, from number PART on, and prints as JSON what each came to.
 * A process of its own, since Node.js starts others the slower the more memory it has.
 *
 *   npx tsx test/conformance/differential/replay.mts PART OF
 */
import { mapConcurrent } from '../../../lib/kube/map-concurrent.mts'
import { followed } from './differences.mts'
import { ourNpd } from './ours.mts'
import { type Outcome, outcomeOf } from './outcome.mts'
import { play } from './player.mts'
import { readRecording, recordedOutcome, sequences } from './recording.mts'
import type { Sequence, Theme } from './sequences.mts'

const [part = 0, of = 1] = process.argv.slice(2).map(Number)
/** So many NPDs run here, with one to three scripts each. */
const atOnce = 24

/** What takes longest comes first, so that nobody waits for it at the end. */
const slowest: Theme[] = ['spaced', 'hangs', 'rule-timeout', 'storm', 'huge', 'mixed', 'two-rules']
const lengthOf = ({ theme }: Sequence): number => slowest.toReversed().indexOf(theme)

const outcomeOrError = async (sequence: Sequence): Promise<Outcome | string> => {
  try {
    return outcomeOf(sequence, await play(sequence, ourNpd))
  } catch (error) {
    return String(error)
  }
}

const chosen = sequences
  .filter((_, index) => index % of === part)
  .sort((a, b) => lengthOf(b) - lengthOf(a))
const outcomes: Record<string, Outcome | string> = {}
const playAll = async (some: Sequence[], limit: number): Promise<void> => {
  await mapConcurrent(some, limit, async sequence => {
    outcomes[sequence.name] = await outcomeOrError(sequence)
  })
}

const recorded = new Map(
  readRecording().map(entry => [entry.name, JSON.stringify(recordedOutcome(entry, followed))]),
)
const differs = ({ name }: Sequence): boolean =>
  JSON.stringify(outcomes[name]) !== recorded.get(name)

await playAll(chosen, atOnce)
// On a machine with too much to do a script may hang that should not: what differs gets a second try.
await playAll(chosen.filter(differs), 2)
process.stdout.write(JSON.stringify(outcomes))
