import type { PayloadKind } from './payloads.mts'
import { createDeck, type Random } from './random.mts'
import type { Ending, Exit, Fault } from './sequences.mts'

/** Values that are dealt across all sequences, so that each one is used. */
export interface Decks {
  code(): number
  signal(): number
  kind(): PayloadKind
  fault(): Fault
  hang(): Ending
}

const codes = Array.from({ length: 256 }, (_, code) => code)

/**
 * The signals that end a process by default, including two real-time signals.
 */
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

/** Kinds of small outputs. Huge outputs have their own theme. */
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
    // Exit codes 0, 1 and 2 are more frequent than the others.
    code: () => (random.chance(60) ? random.pick([0, 0, 1, 1, 2]) : code()),
    signal,
    kind: createDeck(random, kinds),
    fault: createDeck(random, faults),
    hang: () => hang()(),
  }
}
