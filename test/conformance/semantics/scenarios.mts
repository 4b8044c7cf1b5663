import { applies } from './applies.mts'
import { lists } from './lists.mts'
import type { Scenario } from './step.mts'
import { watches } from './watches.mts'
import { writes } from './writes.mts'

/** All scenarios, in the order in which they are sent. Each one builds on the state that the others leave. */
export const scenarios: Scenario[] = [...lists, ...watches, ...writes, ...applies]
