import { stories } from './stories.mts'

/** What the embedded API server answers otherwise than a real one. */
export interface Difference {
  title: string
  /** Which request of the story, from 0. */
  index: number
  why: string
  /** Not meant: to be mended. */
  isOpen?: true
}

const meant = (title: string, why: string, ...indexes: number[]): Difference[] =>
  indexes.map(index => ({ title, index, why }))

const open = (title: string, why: string, ...indexes: number[]): Difference[] =>
  indexes.map(index => ({ title, index, why, isOpen: true }))

const ofGo = "The real server tells of its own types and decoders of Go's."
const columns = 'Columns have no descriptions.'
const account = 'The recorded server gave pods no service account: that plugin was off.'

export const differences: Difference[] = [
  ...open('what lists are about', 'A new namespace has fields that are its writer’s.', 0),
  ...meant('where a watch begins', 'The deprecated paths of watches are not there.', 21),
  ...meant('initial events', columns, 22),
  ...meant('conflicts and patches', 'It has no keys of etcd to tell of.', 9),
  ...meant('conflicts and patches', ofGo, 14, 15, 32),
  ...meant('conflicts and patches', 'What is wrong with JSON is said by Node.js.', 37),
  ...open('conflicts and patches', 'A patch of the uid is a conflict, not invalid.', 29),
  ...meant('creations', ofGo, 6, 16, 17, 18),
  ...meant('creations', 'Only what succeeds has warnings.', 8),
  ...open('creations', 'A body of an unknown type is read as JSON.', 19),
  ...meant('generations', columns, 14),
  ...meant(
    'generations',
    'Deletion in the foreground waits for nobody: it takes all at once.',
    15,
    16,
  ),
  ...open('owners of fields', 'Who applies an empty map owns nothing.', 9, 12, 14, 20),
  ...meant('owners of fields', ofGo, 18, 22, 23),
  ...open('owners of fields', 'A field that is unknown is dropped from what is applied.', 24),
  ...meant('owners of items', account, 0, 2, 4),
  ...meant('owners of items', "The real server dumps its own structs of Go's.", 5),
  ...open('owners of items', 'An item without its required fields is told of once.', 3),
  ...open('owners of items', 'A null in a patch of the status has an owner.', 6),
]

export const differenceOf = (title: string, index: number): Difference | undefined =>
  differences.find(known => known.title === title && known.index === index)

/** The request that a difference is of; undefined if nobody plays it. */
export const requestOf = ({ title, index }: Difference): string | undefined =>
  stories.find(story => story.title === title)?.steps[index]?.request
