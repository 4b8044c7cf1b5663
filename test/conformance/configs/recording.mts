import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Outcome } from './outcome.mts'

/** The outcome of a real NPD v1.34.0 with the configuration of this name. */
export interface Recorded {
  name: string
  outcome: Outcome | undefined
}

const file = fileURLToPath(new URL('./recording.json', import.meta.url))

export const readRecording = (): Recorded[] => JSON.parse(readFileSync(file, 'utf8'))

export const writeRecording = (recorded: Recorded[]): void =>
  writeFileSync(file, `${JSON.stringify(recorded, undefined, 1)}\n`)
