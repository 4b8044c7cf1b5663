import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Answer } from './play.mts'
import { stories } from './stories.mts'

/** A request of a story and what a real API server answered. */
export interface Recorded {
  request: string
  answer: Answer
}

const file = fileURLToPath(new URL('./recording.json', import.meta.url))

/** By the story's title. */
export const readRecording = (): Record<string, Recorded[]> =>
  existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}

/** A line for each request: a difference is found in a line. */
export const writeRecording = (answers: Record<string, Answer[]>): void => {
  const texts = stories.map(({ title, steps }) => {
    const lines = steps.map(({ request }, index) =>
      JSON.stringify({ request, answer: answers[title]?.[index] }),
    )
    return `${JSON.stringify(title)}: [\n${lines.join(',\n')}\n]`
  })
  writeFileSync(file, `{\n${texts.join(',\n')}\n}\n`)
}
