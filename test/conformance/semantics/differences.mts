import { stories } from './stories.mts'

/** An intended difference from the responses of a real API server. */
export interface Difference {
  title: string
  /** The index of the request in its scenario, starting at 0. */
  index: number
  why: string
}

const meant = (title: string, why: string, ...indexes: number[]): Difference[] =>
  indexes.map(index => ({ title, index, why }))

const ofGo = "The real server tells of its own types and decoders of Go's."
const columns = 'Columns have no descriptions.'
const account = 'The recorded server gave pods no service account: that plugin was off.'

export const differences: Difference[] = [
  ...meant('where a watch begins', 'The deprecated paths of watches are not there.', 21),
  ...meant('initial events', columns, 22),
  ...meant('conflicts and patches', 'It has no keys of etcd to tell of.', 9),
  ...meant('conflicts and patches', ofGo, 14, 15, 32),
  ...meant('conflicts and patches', 'What is wrong with JSON is said by Node.js.', 37),
  ...meant('creations', ofGo, 6, 16, 17, 18),
  ...meant('creations', 'Only what succeeds has warnings.', 8),
  ...meant('generations', columns, 14),
  ...meant(
    'generations',
    'Deletion in the foreground waits for nobody: it takes all at once.',
    15,
    16,
  ),
  ...meant('owners of fields', ofGo, 18, 22, 23),
  ...meant('owners of items', account, 0, 2, 4, 6),
  ...meant('owners of items', "The real server dumps its own structs of Go's.", 5),
]

export const differenceOf = (title: string, index: number): Difference | undefined =>
  differences.find(known => known.title === title && known.index === index)

/** Returns the request of a difference, or undefined if it does not exist. */
export const requestOf = ({ title, index }: Difference): string | undefined =>
  stories.find(story => story.title === title)?.steps[index]?.request
