import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Output } from '../../../lib/embedded/apiserver/kubectl.fixture.mts'
import type { Command } from './commands.mts'

/** A command, and what it printed with which kubectl. */
export interface Transcript {
  line: string
  outcomes: { kubectls: string[]; output: Output }[]
}

const fileOf = (session: string): string =>
  fileURLToPath(new URL(`./${session}.json`, import.meta.url))

/** What was recorded on a real API server; nothing of commands that are no more. */
export const readRecording = (session: string, commands: Command[]): Transcript[] => {
  const file = fileOf(session)
  const recorded: Transcript[] = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : []
  return commands.map(
    ({ line }, index) =>
      (recorded[index]?.line === line && recorded[index]) || { line, outcomes: [] },
  )
}

export const writeRecording = (session: string, transcripts: Transcript[]): void =>
  writeFileSync(fileOf(session), `${JSON.stringify(transcripts, undefined, 1)}\n`)

/** With what this kubectl printed; most commands print the same with all. */
export const addOutputs = (
  transcripts: Transcript[],
  kubectl: string,
  outputs: Output[],
): Transcript[] =>
  transcripts.map(({ line, outcomes }, index) => {
    const output = outputs[index]
    const others = outcomes
      .map(({ kubectls, output }) => ({
        kubectls: kubectls.filter(one => one !== kubectl),
        output,
      }))
      .filter(({ kubectls }) => kubectls.length > 0)
    if (!output) return { line, outcomes: others }
    const same = others.find(other => JSON.stringify(other.output) === JSON.stringify(output))
    if (same) same.kubectls.push(kubectl)
    else others.push({ kubectls: [kubectl], output })
    return { line, outcomes: others }
  })

/** What a kubectl of this version printed; undefined if none was recorded. */
export const outputOf = ({ outcomes }: Transcript, kubectl: string): Output | undefined =>
  outcomes.find(({ kubectls }) => kubectls.includes(kubectl))?.output
