import type { Exit, Sequence, Step } from './sequences.mts'

/** The version of NPD that `lib/npd` follows. */
export const currentVersion = 'v1.35.1'

/** An intended difference, and the sequences that show it. */
export interface Difference {
  script: string
  why: string
  /** Whether the sequence must show the difference. */
  shows(sequence: Sequence): boolean
}

/** Returns the exit statuses of scripts that exit while a child keeps stdout open until the timeout. */
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
    script: 'a script that is killed by a real-time signal (32 to 64)',
    why: 'Node.js has no name for it and reports exit code 0: `OK` instead of `Unknown`.',
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
    script: 'a script that exited with 0 while a child kept its output open until the timeout',
    why: 'Since v1.35, Go’s `exec.CommandContext` returns an error at the deadline: `Unknown`. v1.34 used the exit code.',
    shows: sequence => lateExits(sequence).some(exit => 'code' in exit && exit.code === 0),
  },
]
