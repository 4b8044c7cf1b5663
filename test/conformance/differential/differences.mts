import type { Exit, Sequence, Step } from './sequences.mts'

/** The version of NPD that `lib/npd` follows. */
export const followed = 'v1.35.1'

/** An intended difference, and the sequences that show it. */
export interface Difference {
  what: string
  why: string
  /** Whether the sequence must show the difference. */
  shows(sequence: Sequence): boolean
}

/** Exit statuses of scripts that had exited when NPD killed them at the timeout: a child kept stdout open. */
const lateExits = ({ rules }: Sequence): Exit[] =>
  rules
    .flatMap(({ steps }) => steps)
    .flatMap(({ ending }: Step) =>
      ending.how === 'orphan' && (ending.child === 'stays' || ending.child === 'stray')
        ? [ending.exit]
        : [],
    )

const firstRealTimeSignal = 32

/** Differences of the embedded NPD from the real v1.35.1. */
export const differences: Difference[] = [
  {
    what: 'a script that dies of a real-time signal, 32 to 64',
    why: 'Node.js has no name for it, and tells of it as of exit code 0: `OK`, where NPD has `Unknown`.',
    shows: ({ rules }) =>
      rules
        .flatMap(({ steps }) => steps)
        .map(({ ending }) => (ending.how === 'orphan' ? ending.exit : ending))
        .some(exit => 'signal' in exit && exit.signal >= firstRealTimeSignal),
  },
]

/** Differences of the real v1.34.0 from the real v1.35.1. */
export const versionDifferences: Difference[] = [
  {
    what: 'a script that has ended with 0 while a child kept its output open until the timeout',
    why: 'Since v1.35 Go’s `exec.CommandContext` makes an error of the deadline: `Unknown`, where v1.34 took the exit code.',
    shows: sequence => lateExits(sequence).some(exit => 'code' in exit && exit.code === 0),
  },
]
