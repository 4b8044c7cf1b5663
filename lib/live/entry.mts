/** The type of an entry. Determines its symbol on the page. */
export type EntryKind =
  | 'recording'
  | 'disconnected'
  | 'connected'
  | 'killed'
  | 'found'
  | 'failed'
  | 'reported'
  | 'silent'
  | 'recovered'
  | 'watchdog'
  | 'event'
  | 'action'
  | 'narration'

/** A sentence for the page, before it has an id. */
export interface EntryDraft {
  /** RFC 3339. */
  at: string
  kind: EntryKind
  /** The name of the node. Empty if the entry is about the whole cluster. */
  node: string
  text: string
  /** The record that the sentence is based on. Empty if there is none. */
  sourceRecord: string
  /** What to try next. */
  suggestion?: string | undefined
  /** A command for the terminal. */
  command?: string | undefined
}

export interface Entry extends EntryDraft {
  /** Increases with each entry. */
  id: number
  /** The id of the first of several equal entries, which the page shows as one. */
  groupId: number
  count: number
}
