import { applies } from './applies.mts'
import { lists } from './lists.mts'
import type { Story } from './step.mts'
import { watches } from './watches.mts'
import { writes } from './writes.mts'

/** In the order in which they are played, each on what those before it left. */
export const stories: Story[] = [...lists, ...watches, ...writes, ...applies]
