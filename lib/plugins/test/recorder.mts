import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { $ } from 'zx/core'
import { shellQuote } from '../shell-quote.mts'
import type { Stub, StubResponse } from './test-types.mts'
import { linkStub } from './write-stubs.mts'

/** A call to a real command. `exit` is missing if the command was killed. */
interface RecordedCall {
  name: string
  args: string
  exit?: number
  stdout?: string
  stderr?: string
}

export const recordedCallsFile = '.recorded-calls'

/** Writes a program that runs the real command with the user's own settings, and records the call. */
export const writeRecorder = async (
  folder: string,
  {
    name,
    command,
    callsFile,
    stubProgram,
  }: { name: string; command: string; callsFile: string; stubProgram: string },
): Promise<void> => {
  const script = fileURLToPath(new URL('../../stand-ins/record-command.mjs', import.meta.url))
  const { PATH = '', HOME = '', KUBECONFIG } = $.env
  const variables = Object.entries({ PATH, HOME, ...(KUBECONFIG && { KUBECONFIG }) })
  const assignments = variables.map(([key, value]) => `${key}=${shellQuote(value)}`).join(' ')
  const commandLine = [process.execPath, script, callsFile, name, command].map(shellQuote).join(' ')
  const unsetLine = KUBECONFIG ? '' : 'unset KUBECONFIG\n'
  await linkStub(
    join(folder, name),
    `${unsetLine}${assignments} exec ${commandLine} "$@"\n`,
    stubProgram,
  )
}

/** Returns stubs that respond like the recorded commands. */
export const readRecording = async (callsFile: string): Promise<Record<string, Stub>> => {
  const text = await readFile(callsFile, 'utf8').catch(() => '')
  const calls = text
    .split('\n')
    .filter(Boolean)
    .map((line): RecordedCall => JSON.parse(line))
  const names = [...new Set(calls.map(({ name }) => name))]
  return Object.fromEntries(
    names.map(name => {
      const responses = createResponses(calls.filter(call => call.name === name))
      return [name, responses.length === 1 && responses[0] ? responses[0] : responses]
    }),
  )
}

/**
 * Creates one response for each argument list. Longer lists come first, because a shorter one may also
 * match them.
 */
const createResponses = (calls: RecordedCall[]): StubResponse[] => {
  const argumentLists = [...new Set(calls.map(({ args }) => args))].toSorted(
    (a, b) => b.length - a.length,
  )
  return argumentLists.map(args => {
    const finishedCall = calls.find(call => call.args === args && call.exit !== undefined)
    return {
      ...(args && { args }),
      ...(finishedCall?.exit ? { exit: finishedCall.exit } : {}),
      ...(finishedCall?.stdout && { stdout: finishedCall.stdout }),
      ...(finishedCall?.stderr && { stderr: finishedCall.stderr }),
      ...(!finishedCall && { hangs: true }),
    }
  })
}
