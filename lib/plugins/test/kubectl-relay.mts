import { readdirSync, watch } from 'node:fs'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { attempt } from '../../cli/command.mts'
import { shellQuote } from '../shell-quote.mts'

/**
 * A kubectl for a container, which has no Node.js. It writes its arguments into the folder and waits
 * there for the answer. It uses absolute paths, because a test may stub these commands.
 */
export const relayScript = (folder: string): string => `#!/bin/sh
call=${shellQuote(folder)}/$$
printf '%s\\n' "$@" > "$call.new"
/bin/mv "$call.new" "$call.call"
until [ -e "$call.exit" ]; do /bin/sleep 0.02; done
/bin/cat "$call.stdout"
/bin/cat "$call.stderr" >&2
exit "$(/bin/cat "$call.exit")"
`

/**
 * Answers each call in the folder by running `command` with its arguments. Returns a function that stops
 * answering and waits for calls in progress.
 */
export const answerCalls = (folder: string, command: string[]): (() => Promise<void>) => {
  const answers = new Map<string, Promise<void>>()
  const answerNew = () => {
    for (const name of readdirSync(folder))
      if (name.endsWith('.call') && !answers.has(name))
        answers.set(name, answer(folder, name, command))
  }
  const watcher = watch(folder, answerNew)
  return async () => {
    watcher.close()
    await Promise.all(answers.values())
  }
}

const answer = async (folder: string, name: string, command: string[]): Promise<void> => {
  const call = join(folder, name.slice(0, -'.call'.length))
  const args = (await readFile(`${call}.call`, 'utf8')).split('\n').slice(0, -1)
  const { exitCode, stdout, stderr } = await attempt()`${command} ${args}`
  await writeFile(`${call}.stdout`, stdout)
  await writeFile(`${call}.stderr`, stderr)
  await writeFile(`${call}.answer`, String(exitCode))
  await rename(`${call}.answer`, `${call}.exit`)
}
