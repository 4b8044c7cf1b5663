import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ApiServer, type Arrived, createApiServer } from './api-server.mts'
import { writeSequence } from './scripts.mts'
import { endRule, type Sequence } from './sequences.mts'

/** The observable result of one run of NPD. */
export interface NpdRun {
  /** The log. In the embedded NPD's log, bytes that are not valid UTF-8 are U+FFFD. */
  log: Buffer
  arrived: Arrived[]
}

/** Runs NPD in this folder until `signal` aborts, and returns its log. */
export type Npd = (root: string, server: ApiServer, signal: AbortSignal) => Promise<Buffer>

/** Longer than any sequence takes, in milliseconds. */
const timeoutMs = 240_000

/** Plays a sequence until the event and the condition of its end rule have arrived. */
export const play = async (sequence: Sequence, npd: Npd): Promise<NpdRun> => {
  const root = mkdtempSync(join(tmpdir(), 'npd-differential-'))
  const ending = new AbortController()
  const overdue = setTimeout(() => ending.abort(), timeoutMs)
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

/** Events arrive in order, and each patch has all conditions, so nothing is missing at this point. */
const hasEnded = (arrived: Arrived[]): boolean =>
  arrived.some(({ body }) => body?.reason === endRule.defaultReason) &&
  arrived.some(({ path, body }) => path.endsWith('/status') && hasEndCondition(body))

const hasEndCondition = (body: unknown): boolean => {
  const { conditions } = (body as { status: { conditions: { type: string; status: string }[] } })
    .status
  return conditions.some(({ type, status }) => type === endRule.condition && status === 'Unknown')
}
