/**
 * Plays every OF-th sequence with our NPD, from number PART on, and prints as JSON what each came to.
 * A process of its own, since Node.js starts others the slower the more memory it has.
 *
 *   npx tsx test/differential/replay.mts PART OF
 */
import { mapConcurrent } from '../../lib/kube/map-concurrent.mts'
import { ourNpd } from './ours.mts'
import { type Outcome, outcomeOf } from './outcome.mts'
import { play } from './player.mts'
import { sequences } from './recording.mts'
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
const outcomes = await mapConcurrent(chosen, atOnce, async sequence => [
  sequence.name,
  await outcomeOrError(sequence),
])
process.stdout.write(JSON.stringify(Object.fromEntries(outcomes)))
