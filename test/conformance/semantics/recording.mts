import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Answer } from './play.mts'
import { scenarios } from './scenarios.mts'

/** A request of a scenario, and the response of a real API server. */
export interface Recorded {
  request: string
  answer: Answer
}

const file = fileURLToPath(new URL('./recording.json', import.meta.url))

/** Reads the recording, by the title of the scenario. */
export const readRecording = (): Record<string, Recorded[]> =>
  existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}

/** Writes one line for each request, so that diffs are readable. */
export const writeRecording = (answers: Record<string, Answer[]>): void => {
  const texts = scenarios.map(({ title, steps }) => {
    const lines = steps.map(({ request }, index) =>
      JSON.stringify({ request, answer: answers[title]?.[index] }),
    )
    return `${JSON.stringify(title)}: [\n${lines.join(',\n')}\n]`
  })
  writeFileSync(file, `{\n${texts.join(',\n')}\n}\n`)
}
