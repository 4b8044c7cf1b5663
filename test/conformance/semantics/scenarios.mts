import { applies } from './applies.mts'
import { lists } from './lists.mts'
import type { Scenario } from './step.mts'
import { watches } from './watches.mts'
import { writes } from './writes.mts'

/** In the order in which they are sent. Each builds on the state after the ones before it. */
export const scenarios: Scenario[] = [...lists, ...watches, ...writes, ...applies]
