import { fileURLToPath } from 'node:url'
import { beforeAll, expect, it } from 'vitest'
import { command } from '../../../lib/cli/command.mts'
import { createTimeoutSignal } from '../../../lib/cli/timeout-signal.mts'
import { currentVersion, differences } from './differences.mts'
import type { Outcome } from './outcome.mts'
import { readRecording, recordedOutcome, sequences } from './recording.mts'

/** One process for each of two cores. */
const parts = 2
const timeout = 420_000
const script = fileURLToPath(new URL('./replay.mts', import.meta.url))

const replay = async (part: number): Promise<Record<string, Outcome | string>> => {
  const run = command({ env: { NODE_OPTIONS: '' }, signal: createTimeoutSignal(timeout) })
  const tsx = import.meta.resolve('tsx')
  return JSON.parse(await run`${process.execPath} --import ${tsx} ${script} ${part} ${parts}`)
}

let outcomes: Record<string, Outcome | string>
beforeAll(async () => {
  const replayed = await Promise.all(Array.from({ length: parts }, (_, part) => replay(part)))
  outcomes = Object.assign({}, ...replayed)
}, timeout)

const recording = readRecording()

it.each(sequences)('$name ($theme) has the same outcome as with a real NPD', sequence => {
  const recorded = recording.find(({ name }) => name === sequence.name)
  const real = recorded && recordedOutcome(recorded, currentVersion)
  expect(real).toBeDefined()
  const embedded = outcomes[sequence.name]
  // The test also fails if a listed difference no longer exists.
  if (differences.some(({ shows }) => shows(sequence))) {
    expect(embedded).toBeTypeOf('object')
    expect(embedded).not.toEqual(real)
  } else expect(embedded).toEqual(real)
})
