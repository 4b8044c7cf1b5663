import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ApiServer, type Arrived, createApiServer } from './api-server.mts'
import { writeSequence } from './scripts.mts'
import { endRule, type Sequence } from './sequences.mts'

/** What one life of NPD left behind. */
export interface Life {
  /** Its log, byte for byte or with U+FFFD for what is no UTF-8. */
  log: Buffer
  arrived: Arrived[]
}

/** Runs NPD in this folder until `signal` is aborted; resolves with its log. */
export type Npd = (root: string, server: ApiServer, signal: AbortSignal) => Promise<Buffer>

/** Longer than any sequence takes, in milliseconds. */
const patience = 240_000

/** Plays a sequence to its end: until the event and the condition of its last rule have arrived. */
export const play = async (sequence: Sequence, npd: Npd): Promise<Life> => {
  const root = mkdtempSync(join(tmpdir(), 'npd-differential-'))
  const ending = new AbortController()
  const overdue = setTimeout(() => ending.abort(), patience)
  const server = createApiServer(arrived => {
    if (hasEnded(arrived)) ending.abort()
  })
  try {
    writeSequence(root, sequence)
    const log = await npd(root, server, ending.signal)
    if (!hasEnded(server.arrived)) throw new Error(`${sequence.name} did not end:\n${log}`)
    return { log, arrived: server.arrived }
  } finally {
    clearTimeout(overdue)
    rmSync(root, { recursive: true })
  }
}

/** Events arrive in the order in which they happened, and each patch has all conditions. */
const hasEnded = (arrived: Arrived[]): boolean =>
  arrived.some(({ body }) => body?.reason === endRule.defaultReason) &&
  arrived.some(({ path, body }) => path.endsWith('/status') && hasEndCondition(body))

const hasEndCondition = (body: unknown): boolean => {
  const { conditions } = (body as { status: { conditions: { type: string; status: string }[] } })
    .status
  return conditions.some(({ type, status }) => type === endRule.condition && status === 'Unknown')
}
