import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { $ } from 'zx/core'
import { shellQuote } from '../shell-quote.mts'
import type { Stub, StubAnswer } from './test-types.mts'
import { linkStub } from './write-stubs.mts'

/** A call of a real command. `exit` is missing if the command was killed. */
interface RecordedCall {
  name: string
  args: string
  exit?: number
  stdout?: string
  stderr?: string
}

export const recordedCalls = '.recorded-calls'

/** Writes a program that runs the real command with the user's own settings, and records the call. */
export const writeRecorder = async (
  folder: string,
  { name, command, list, stub }: { name: string; command: string; list: string; stub: string },
): Promise<void> => {
  const script = fileURLToPath(new URL('../../stand-ins/record-command.mjs', import.meta.url))
  const { PATH = '', HOME = '', KUBECONFIG } = $.env
  const settings = Object.entries({ PATH, HOME, ...(KUBECONFIG && { KUBECONFIG }) })
  const assignments = settings.map(([key, value]) => `${key}=${shellQuote(value)}`).join(' ')
  const words = [process.execPath, script, list, name, command].map(shellQuote).join(' ')
  const unset = KUBECONFIG ? '' : 'unset KUBECONFIG\n'
  await linkStub(join(folder, name), `${unset}${assignments} exec ${words} "$@"\n`, stub)
}

/** Returns stubs that answer like the recorded commands. */
export const readRecording = async (list: string): Promise<Record<string, Stub>> => {
  const text = await readFile(list, 'utf8').catch(() => '')
  const calls = text
    .split('\n')
    .filter(Boolean)
    .map((line): RecordedCall => JSON.parse(line))
  const names = [...new Set(calls.map(({ name }) => name))]
  return Object.fromEntries(
    names.map(name => {
      const answers = answersOf(calls.filter(call => call.name === name))
      return [name, answers.length === 1 && answers[0] ? answers[0] : answers]
    }),
  )
}

/**
 * Creates one answer for each list of arguments. Longer lists come first, because a shorter one may also
 * match them.
 */
const answersOf = (calls: RecordedCall[]): StubAnswer[] => {
  const all = [...new Set(calls.map(({ args }) => args))].toSorted((a, b) => b.length - a.length)
  return all.map(args => {
    const ended = calls.find(call => call.args === args && call.exit !== undefined)
    return {
      ...(args && { args }),
      ...(ended?.exit ? { exit: ended.exit } : {}),
      ...(ended?.stdout && { stdout: ended.stdout }),
      ...(ended?.stderr && { stderr: ended.stderr }),
      ...(!ended && { hangs: true }),
    }
  })
}
