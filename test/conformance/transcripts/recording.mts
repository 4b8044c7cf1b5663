import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Output } from '../../../lib/embedded/apiserver/kubectl.fixture.mts'
import type { Command } from './commands.mts'

/** A command, and its output by kubectl version. */
export interface Transcript {
  line: string
  outcomes: { kubectls: string[]; output: Output }[]
}

const fileOf = (session: string): string =>
  fileURLToPath(new URL(`./${session}.json`, import.meta.url))

/** Reads the recording of a real API server. Ignores commands that no longer exist. */
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

/** Adds the outputs of this kubectl. Most commands print the same with all versions. */
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

/** Returns the output with this kubectl version, or undefined if it was not recorded. */
export const outputOf = ({ outcomes }: Transcript, kubectl: string): Output | undefined =>
  outcomes.find(({ kubectls }) => kubectls.includes(kubectl))?.output
