import { realpathSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { quote } from 'zx/core'
import { colorsFor } from './colors.mts'
import { UsageError, UserError } from './errors.mts'
import { invocationOf } from './invocation.mts'
import {
  type CommandLine,
  type OptionSpecs,
  type OptionValues,
  parseCommandLine,
  renderHelp,
} from './options.mts'
import { createPhases, type PhaseStream, type Phases, type UnfinishedChange } from './phases.mts'
import { escapeLines } from './printable.mts'

interface Context<O extends OptionSpecs> {
  options: OptionValues<O>
  arguments: string[]
  /**
   * Ctrl-C aborts it. The script must then restore the previous state and throw. Before a change that it might
   * not be able to undo, the script must set `phases.unfinished`.
   */
  signal: AbortSignal
  phases: Phases
  /** Prints data on stdout. */
  print: (text: string) => void
  /**
   * Sets the exit code to use when `run` resolves: 0 for success even after Ctrl-C, 1 if the script found
   * problems, 3 if its answer is no.
   */
  exitWith: (code: 0 | 1 | 3) => void
}

export interface Script<O extends OptionSpecs> extends CommandLine<O> {
  /** Whether Ctrl-C is the normal way to stop this script. If so, the exit code is 0. */
  runsUntilInterrupted?: true
  run: (context: Context<O>) => Promise<void>
}

/** Infers the types of the options from the table. */
export const defineScript = <const O extends OptionSpecs>(script: Script<O>): Script<O> => script

/**
 * The streams of a script and the signal that interrupts it. The environment and the working directory are
 * zx's `$.env` and `$.cwd`.
 */
export interface ScriptEnvironment {
  stdout: { write: (text: string) => unknown }
  stderr: PhaseStream
  signal: AbortSignal
}

/**
 * Runs a script if the process was started with its file, as with `npx zx scripts/x.mts`; does nothing if the
 * file is only imported. Only `runProgram` sets the exit code of the process.
 */
export const runScript = async <O extends OptionSpecs>(
  url: string,
  script: Script<O>,
): Promise<void> => {
  const argv = findScriptArguments(fileURLToPath(url))
  if (argv) await runProgram(script, argv)
}

/** Runs a script, and sets the exit code of this process. */
export const runProgram = async <O extends OptionSpecs>(
  script: Script<O>,
  argv: string[],
): Promise<void> => {
  const interruption = new AbortController()
  const interrupt = () => interruption.abort()
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt)
  const { stdout, stderr } = process
  let writeError: NodeJS.ErrnoException | undefined
  stdout.on('error', error => {
    writeError = error
    interrupt()
  })
  let code = await executeScript(script, argv, { stdout, stderr, signal: interruption.signal })
  await new Promise(resolve => stdout.write('', resolve))
  // EPIPE: `| head` closes the pipe early.
  if (writeError && writeError.code !== 'EPIPE') {
    code = 1
    const error = new UserError(
      `Failed to write the output: ${writeError.message}.`,
      'Free some disk space, or write the output to another location.',
    )
    stderr.write(describeError(error))
  }
  if (code !== 0) process.exitCode = code
  process.off('SIGINT', interrupt).off('SIGTERM', interrupt)
}

/**
 * Runs a script in this process and resolves with its exit code: 0 success, 1 failure, 2 incorrect usage,
 * 3 negative answer, 130 interrupted.
 */
export const executeScript = async <O extends OptionSpecs>(
  script: Script<O>,
  argv: string[],
  { stdout, stderr, signal }: ScriptEnvironment,
): Promise<number> => {
  let code: number | undefined
  let renderUnfinished = () => ''
  try {
    const { help, ...parsed } = parseCommandLine(script, argv)
    const print = (text: string) => void stdout.write(text)
    const exitWith = (chosen: 0 | 1 | 3) => {
      code = chosen
    }
    const phases = createPhases(stderr)
    const interruptedCommand = [invocationOf(script.name), ...argv.map(quote)].join(' ')
    renderUnfinished = () =>
      phases.unfinished
        ? describeUnfinished(phases.unfinished, interruptedCommand, parsed.options)
        : ''
    if (help) print(renderHelp(script))
    else await script.run({ ...parsed, signal, phases, print, exitWith })
    if (signal.aborted && !script.runsUntilInterrupted && code === undefined) throw signal.reason
    return code ?? 0
  } catch (error) {
    const countsAsInterruption =
      !script.runsUntilInterrupted || (error as Error).name === 'AbortError'
    if (signal.aborted && countsAsInterruption) {
      stderr.write(renderUnfinished())
      return 130
    }
    stderr.write(describeError(error))
    return error instanceof UsageError ? 2 : 1
  }
}

/** Returns the arguments after the script's file, or undefined if the process was started with another file. */
const findScriptArguments = (file: string): string[] | undefined => {
  const index = process.argv.findIndex(
    (argument, position) =>
      position > 0 && basename(argument) === basename(file) && isSameFile(argument, file),
  )
  return index === 1 || index === 2 ? process.argv.slice(index + 1) : undefined
}

const isSameFile = (a: string, b: string): boolean => {
  try {
    return realpathSync(a) === realpathSync(b)
  } catch {
    return false
  }
}

/** Returns one line. The command in it uses the same cluster as the interrupted script. */
const describeUnfinished = (
  { state, fix, command }: UnfinishedChange,
  interruptedCommand: string,
  options: object,
): string => {
  const clusterOptions = Object.entries(options)
    .filter(([name, value]) => ['cluster', 'context'].includes(name) && typeof value === 'string')
    .map(([name, value]) => ` --${name} ${quote(value)}`)
  const [name = '', ...args] = command?.split(' ') ?? []
  const suggestedCommand = [invocationOf(name), ...args].join(' ') + clusterOptions.join('')
  return `Interrupted. ${state}. ${fix} with \`${command ? suggestedCommand : interruptedCommand}\`.\n`
}

/** Renders a user error as its message and hint. Any other error is a bug, and is rendered with its stack. */
export const describeError = (error: unknown): string => {
  const colors = colorsFor('stderr')
  if (!(error instanceof UserError))
    return `${colors.red('✗')} This is a bug: ${error instanceof Error ? error.stack : error}\n`
  return `${colors.red('✗')} ${escapeLines(error.message)}\n${error.hint ? `  ${escapeLines(error.hint)}\n` : ''}`
}
