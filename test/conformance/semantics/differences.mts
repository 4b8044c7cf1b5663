import { stories } from './scenarios.mts'

/** An intended difference from the responses of a real API server. */
export interface Difference {
  title: string
  /** The index of the request in its scenario, starting at 0. */
  index: number
  why: string
}

const meant = (title: string, why: string, ...indexes: number[]): Difference[] =>
  indexes.map(index => ({ title, index, why }))

const ofGo = 'The real server names its own Go types and decoders.'
const columns = 'Table columns have no descriptions.'
const account =
  'The recorded server added no service account to pods: that admission plugin was disabled.'

export const differences: Difference[] = [
  ...meant('where a watch begins', 'The deprecated watch paths are missing.', 21),
  ...meant('initial events', columns, 22),
  ...meant('conflicts and patches', 'The embedded server has no etcd keys to report.', 9),
  ...meant('conflicts and patches', ofGo, 14, 15, 32),
  ...meant('conflicts and patches', 'JSON errors have the text of Node.js.', 37),
  ...meant('creations', ofGo, 6, 16, 17, 18),
  ...meant('creations', 'Only successful requests return warnings.', 8),
  ...meant('generations', columns, 14),
  ...meant(
    'generations',
    'Foreground deletion does not wait for dependents: everything is deleted at once.',
    15,
    16,
  ),
  ...meant('owners of fields', ofGo, 18, 22, 23),
  ...meant('owners of list items', account, 0, 2, 4, 6),
  ...meant('owners of list items', 'The real server prints its own Go structs.', 5),
]

export const differenceOf = (title: string, index: number): Difference | undefined =>
  differences.find(known => known.title === title && known.index === index)

/** Returns the request of a difference, or undefined if it does not exist. */
export const requestOf = ({ title, index }: Difference): string | undefined =>
  stories.find(story => story.title === title)?.steps[index]?.request
