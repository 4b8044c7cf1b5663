import { readdirSync, watch } from 'node:fs'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { attempt } from '../../cli/command.mts'
import { shellQuote } from '../shell-quote.mts'

/**
 * Renders a script that replaces kubectl in a container without Node.js. It writes its arguments to the folder
 * and waits for the response. It runs other commands by their absolute paths, because a test may stub them.
 */
export const renderRelayScript = (folder: string): string => `#!/bin/sh
call=${shellQuote(folder)}/$$
printf '%s\\n' "$@" > "$call.new"
/bin/mv "$call.new" "$call.call"
until [ -e "$call.exit" ]; do /bin/sleep 0.02; done
/bin/cat "$call.stdout"
/bin/cat "$call.stderr" >&2
exit "$(/bin/cat "$call.exit")"
`

/**
 * Serves each call in the folder by running `command` with its arguments. Returns a function that stops
 * serving and waits for calls in progress.
 */
export const serveCalls = (folder: string, command: string[]): (() => Promise<void>) => {
  const runningCalls = new Map<string, Promise<void>>()
  const serveNewCalls = () => {
    for (const name of readdirSync(folder))
      if (name.endsWith('.call') && !runningCalls.has(name))
        runningCalls.set(name, serveCall(folder, name, command))
  }
  const watcher = watch(folder, serveNewCalls)
  return async () => {
    watcher.close()
    await Promise.all(runningCalls.values())
  }
}

const serveCall = async (folder: string, name: string, command: string[]): Promise<void> => {
  const call = join(folder, name.slice(0, -'.call'.length))
  const args = (await readFile(`${call}.call`, 'utf8')).split('\n').slice(0, -1)
  const { exitCode, stdout, stderr } = await attempt()`${command} ${args}`
  await writeFile(`${call}.stdout`, stdout)
  await writeFile(`${call}.stderr`, stderr)
  await writeFile(`${call}.exit.new`, String(exitCode))
  await rename(`${call}.exit.new`, `${call}.exit`)
}
