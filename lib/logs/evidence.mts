/** A pattern of log lines that show an outage. `meaning` explains it to a beginner. */
export interface EvidencePattern {
  kind: 'timeout' | 'status' | 'event' | 'patch'
  pattern: RegExp
  title: string
  meaning: string
}

/** The patterns, in the order in which they occur during an outage. */
export const evidencePatterns: EvidencePattern[] = [
  {
    kind: 'timeout',
    pattern: /\] Error in running plugin timeout /,
    title: 'plugin timeout',
    meaning: 'the script did not finish in time, and NPD killed it',
  },
  {
    kind: 'status',
    pattern: /\] New status generated: /,
    title: 'new status',
    meaning: 'NPD changed a condition; the API server may not have received the change yet',
  },
  {
    kind: 'event',
    pattern: /\] "Unable to write event/,
    title: 'event not written',
    meaning: 'NPD could not reach the API server; NPD tries 12 times, then drops the event',
  },
  {
    kind: 'patch',
    pattern: /\] failed to update node conditions: /,
    title: 'condition not written',
    meaning: 'NPD could not write the node status; the API server keeps the old condition',
  },
]

export const findEvidence = (line: string): EvidencePattern | undefined =>
  evidencePatterns.find(({ pattern }) => pattern.test(line))
