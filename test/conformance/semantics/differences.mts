import { scenarios } from './scenarios.mts'

/** An intended difference from the responses of a real API server. */
export interface Difference {
  title: string
  /** The index of the request in its scenario, starting at 0. */
  index: number
  why: string
}

const intended = (title: string, why: string, ...indexes: number[]): Difference[] =>
  indexes.map(index => ({ title, index, why }))

const goInternals = 'The real server names its own Go types and decoders.'
const columns = 'Table columns have no descriptions.'
const account =
  'The recorded server added no service account to pods: that admission plugin was disabled.'

export const differences: Difference[] = [
  ...intended('where a watch begins', 'The deprecated watch paths are missing.', 21),
  ...intended('initial events', columns, 22),
  ...intended('conflicts and patches', 'The embedded server has no etcd keys to report.', 9),
  ...intended('conflicts and patches', goInternals, 14, 15, 32),
  ...intended('conflicts and patches', 'JSON errors have the text of Node.js.', 37),
  ...intended('creations', goInternals, 6, 16, 17, 18),
  ...intended('creations', 'Only successful requests return warnings.', 8),
  ...intended('generations', columns, 14),
  ...intended(
    'generations',
    'Foreground deletion does not wait for dependents: everything is deleted immediately.',
    15,
    16,
  ),
  ...intended('owners of fields', goInternals, 18, 23),
  ...intended('owners of list items', account, 0, 2, 4, 6),
  ...intended('owners of list items', 'The real server prints its own Go structs.', 5),
]

export const findDifference = (title: string, index: number): Difference | undefined =>
  differences.find(known => known.title === title && known.index === index)

/** Returns the request of a difference, or undefined if it does not exist. */
export const requestOf = ({ title, index }: Difference): string | undefined =>
  scenarios.find(scenario => scenario.title === title)?.steps[index]?.request
