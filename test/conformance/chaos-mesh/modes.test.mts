import { test } from 'vitest'
import { messageOf } from '../../../lib/cli/errors.mts'
import { pickByMode } from '../../../lib/embedded/chaos/pick-by-mode.mts'
import { expectAsRecorded } from './differences.mts'
import { type ModeCase, modes } from './recordings.mts'
import { modeTitle } from './titles.mts'

/**
 * Returns every number of items that can be picked. Tries random numbers from the smallest to the
 * largest.
 */
const pick = ({ mode, value, of }: ModeCase) => {
  const items = Array.from({ length: of }, (_, index) => index)
  const counts = new Set<number>()
  try {
    for (let chance = 0; chance <= 100; chance++) {
      const picked = pickByMode(items, { mode, ...(value !== undefined && { value }) }, end =>
        Math.min(chance, end - 1),
      )
      counts.add(new Set(picked).size)
    }
    return { picked: [...counts].sort((a, b) => a - b) }
  } catch (error) {
    return { error: messageOf(error) }
  }
}

test.each(modes.map(each => [modeTitle(each), each] as const))(
  'mode %s picks the same number of pods as chaos-mesh',
  (title, { mode, value, of, ...real }) =>
    expectAsRecorded(title, pick({ mode, value, of } as ModeCase), real),
)
