import type { PayloadKind } from './payloads.mts'
import { createDeck, type Random } from './random.mts'
import type { Ending, Exit, Fault } from './sequences.mts'

/** What is dealt out over all sequences, so that nothing is left out. */
export interface Decks {
  code(): number
  signal(): number
  kind(): PayloadKind
  fault(): Fault
  hang(): Ending
}

const codes = Array.from({ length: 256 }, (_, code) => code)

/** SIGHUP to SIGSTKFLT, SIGXCPU to SIGSYS without those that stop or do nothing, and two real-time ones. */
const signals = [
  ...Array.from({ length: 16 }, (_, index) => index + 1),
  24,
  25,
  26,
  27,
  29,
  30,
  31,
  34,
  64,
]

/** Small outputs; the huge ones have a theme of their own. */
const kinds: PayloadKind[] = [
  'empty',
  'blank',
  'plain',
  'plain',
  'spaces',
  'lines',
  'percent',
  'quotes',
  'control',
  'unicode',
  'binary',
  'cut',
]

const faults: Fault[] = ['missing', 'not-executable', 'no-format', 'no-interpreter', 'folder']

type Orphaned = (Ending & { how: 'orphan' })['child']
const orphaned: Orphaned[] = ['stays', 'stays', 'stays', 'stray', 'writes', 'silent']

export const createDecks = (random: Random): Decks => {
  const code = createDeck(random, codes)
  const signal = createDeck(random, signals)
  const orphan = (child: Orphaned): Ending => {
    const exit: Exit = random.chance(75) ? { code: random.pick([0, 1, 3]) } : { signal: signal() }
    return { how: 'orphan', exit, child }
  }
  const hang = createDeck<() => Ending>(random, [
    () => ({ how: 'hang', by: 'child' }),
    () => ({ how: 'hang', by: 'exec' }),
    () => ({ how: 'hang', by: 'stop' }),
    ...orphaned.map(child => () => orphan(child)),
  ])
  return {
    // Those with a meaning come more often than the others, which all come.
    code: () => (random.chance(60) ? random.pick([0, 0, 1, 1, 2]) : code()),
    signal,
    kind: createDeck(random, kinds),
    fault: createDeck(random, faults),
    hang: () => hang()(),
  }
}
