#!/usr/bin/env node
import { UsageError } from '../lib/cli/errors.mts'
import type { OptionSpecs } from '../lib/cli/options.mts'
import { describeError, runProgram, type Script } from '../lib/cli/script.mts'

interface Command {
  summary: string
  run: (argv: string[]) => Promise<void>
}

const commandOf = <O extends OptionSpecs>({ script }: { script: Script<O> }): Command => ({
  summary: script.summary.split('\n')[0] ?? '',
  run: argv => runProgram(script, argv),
})

/** The plugin scripts by short name. Each script is loaded only when it is needed. */
const commands: Record<string, () => Promise<Command>> = {
  lint: async () => commandOf(await import('../scripts/plugin-lint.mts')),
  explain: async () => commandOf(await import('../scripts/plugin-explain.mts')),
  try: async () => commandOf(await import('../scripts/plugin-try.mts')),
  test: async () => commandOf(await import('../scripts/plugin-test.mts')),
  new: async () => commandOf(await import('../scripts/plugin-new.mts')),
}

const describeCommands = async (): Promise<string> => {
  const rows = Object.entries(commands).map(
    async ([name, load]) => `  ${name.padEnd(8)} ${(await load()).summary}\n`,
  )
  return `Tools for custom plugins of node-problem-detector.

Usage: npx npd-plugin COMMAND [options]

${(await Promise.all(rows)).join('')}
\`npx npd-plugin COMMAND --help\` describes the options of a command.
`
}

const [name = '--help', ...argv] = process.argv.slice(2)
const load = Object.hasOwn(commands, name) ? commands[name] : undefined
if (load) await (await load()).run(argv)
else if (name === '--help' || name === '-h') process.stdout.write(await describeCommands())
else {
  const reason = `not one of ${Object.keys(commands).join(', ')}`
  const example = 'npx npd-plugin lint values.yaml'
  process.stderr.write(describeError(new UsageError('COMMAND', { value: name, reason, example })))
  process.exitCode = 2
}
