import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Timeline } from './play-scenario.mts'

/** The timelines of a real NPD v1.34.0, by the name of the scenario. */
export interface Recording {
  /** On a real kube-apiserver v1.34.4. */
  real: Record<string, Timeline>
  /** On the embedded API server. */
  embedded: Record<string, Timeline>
}

const file = fileURLToPath(new URL('./recording.json', import.meta.url))

export const readRecording = (): Recording =>
  existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { real: {}, embedded: {} }

export const writeRecording = (recording: Recording): void =>
  writeFileSync(file, `${JSON.stringify(recording, undefined, 1)}\n`)
