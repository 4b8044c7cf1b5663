/**
 * Plays each sequence twice with a real NPD, and records the outcome:
 *
 *   npx tsx test/conformance/differential/record.mts NPD VERSION [NAME ...]
 */
import { mapConcurrently } from '../../../lib/kube/map-concurrent.mts'
import { type Outcome, outcomeOf } from './outcome.mts'
import { play } from './player.mts'
import { realNpd } from './real-npd.mts'
import { sequences, writeOutcomes } from './recording.mts'
import type { Sequence } from './sequences.mts'
import { normalizeVersion } from './versions.mts'

const [path = '', version = '', ...names] = process.argv.slice(2)
const atOnce = 12
const npd = realNpd(path)

const once = async (sequence: Sequence): Promise<Outcome> =>
  outcomeOf(sequence, normalizeVersion(await play(sequence, npd)))

const reportDifference = ({ name, theme }: Sequence, first: Outcome, second: Outcome): void => {
  console.error(`${name} (${theme}) has two different outcomes and is not recorded:`)
  const others = Object.values(second).flat()
  for (const line of Object.values(first).flat())
    if (!others.includes(line)) console.error(`  ${line}`)
}

const outcomes = new Map<string, Outcome>()
const chosen = sequences.filter(({ name }) => names.length === 0 || names.includes(name))
await mapConcurrently(chosen, atOnce, async sequence => {
  const [first, second] = [await once(sequence), await once(sequence)]
  if (JSON.stringify(first) === JSON.stringify(second)) outcomes.set(sequence.name, first)
  else reportDifference(sequence, first, second)
})
writeOutcomes(version, outcomes)
console.log(`Recorded ${outcomes.size} of ${chosen.length} sequences with ${version}`)
