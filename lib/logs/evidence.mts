/** A kind of line in NPD's log that tells of the story; `meaning` is for someone who sees it first. */
export interface Evidence {
  kind: 'timeout' | 'status' | 'event' | 'patch'
  pattern: RegExp
  title: string
  meaning: string
}

/** In the order of the story. */
export const evidences: Evidence[] = [
  {
    kind: 'timeout',
    pattern: /\] Error in running plugin timeout /,
    title: 'plugin timeout',
    meaning: 'the script did not end in time and NPD killed it: on this node something hangs',
  },
  {
    kind: 'status',
    pattern: /\] New status generated: /,
    title: 'new status',
    meaning: 'NPD has drawn its conclusion; from now on it knows, the API server may not',
  },
  {
    kind: 'event',
    pattern: /\] "Unable to write event/,
    title: 'event not written',
    meaning: 'NPD could not tell the API server; it tries 12 times in all, then the event is lost',
  },
  {
    kind: 'patch',
    pattern: /\] failed to update node conditions: /,
    title: 'condition not written',
    meaning: "NPD could not write the node's condition; the API server keeps the old one",
  },
]

export const evidenceOf = (line: string): Evidence | undefined =>
  evidences.find(({ pattern }) => pattern.test(line))
