import { realpathSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { colorsFor } from './colors.mts'
import { UsageError, UserError } from './errors.mts'
import {
  type CommandLine,
  type OptionSpecs,
  type OptionValues,
  parseCommandLine,
  renderHelp,
} from './options.mts'
import { createPhases, type PhaseStream, type Phases } from './phases.mts'

interface Context<O extends OptionSpecs> {
  options: OptionValues<O>
  arguments: string[]
  /** Aborted by Ctrl-C: put things back and throw. */
  signal: AbortSignal
  phases: Phases
  /** Data, on stdout. */
  print: (text: string) => void
  /** What was asked is answered with no: exit code 3. */
  answerNo: () => void
}

export interface Script<O extends OptionSpecs> extends CommandLine<O> {
  /** Ctrl-C is how it is meant to end: when it is done then, the exit code is 0. */
  endsByInterrupt?: true
  run: (context: Context<O>) => Promise<void>
}

/** Only gives the table its types. */
export const defineScript = <const O extends OptionSpecs>(script: Script<O>): Script<O> => script

/** Where a script writes to, and what interrupts it. Its environment and folder are zx's `$.env` and `$.cwd`. */
export interface Surroundings {
  stdout: { write: (text: string) => unknown }
  stderr: PhaseStream
  signal: AbortSignal
}

/**
 * Runs a script if it is the one that was started, as `npx zx scripts/x.mts` or `node scripts/x.mts`;
 * does nothing when it is only imported. The one place that sets the exit code of the process.
 */
export const runScript = async <O extends OptionSpecs>(
  url: string,
  script: Script<O>,
): Promise<void> => {
  const argv = argumentsOf(fileURLToPath(url))
  if (!argv) return
  const interruption = new AbortController()
  const interrupt = () => interruption.abort()
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt)
  // A reader may stop reading, as `| head` does.
  process.stdout.on('error', interrupt)
  const { stdout, stderr } = process
  const code = await executeScript(script, argv, { stdout, stderr, signal: interruption.signal })
  if (code !== 0) process.exitCode = code
  process.off('SIGINT', interrupt).off('SIGTERM', interrupt)
}

/**
 * Runs a script in this process; resolves with its exit code: 0 done, 1 failed, 2 wrong usage, 3 done and
 * the answer is no, 130 after an interrupt.
 */
export const executeScript = async <O extends OptionSpecs>(
  script: Script<O>,
  argv: string[],
  { stdout, stderr, signal }: Surroundings,
): Promise<number> => {
  let code = 0
  try {
    const { help, ...parsed } = parseCommandLine(script, argv)
    const print = (text: string) => void stdout.write(text)
    const answerNo = () => {
      code = 3
    }
    if (help) print(renderHelp(script))
    else await script.run({ ...parsed, signal, phases: createPhases(stderr), print, answerNo })
    return signal.aborted && !script.endsByInterrupt ? 130 : code
  } catch (error) {
    const stopped = !script.endsByInterrupt || (error as Error).name === 'AbortError'
    if (signal.aborted && stopped) return 130
    stderr.write(describeError(error))
    return error instanceof UsageError ? 2 : 1
  }
}

/** What stands behind the script's own name; undefined if something else was started. */
const argumentsOf = (file: string): string[] | undefined => {
  const index = process.argv.findIndex(
    (argument, place) =>
      place > 0 && basename(argument) === basename(file) && isSameFile(argument, file),
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

/** A user's error as its message and its hint; anything else is a bug, with its stack. */
export const describeError = (error: unknown): string => {
  const colors = colorsFor('stderr')
  if (!(error instanceof UserError))
    return `${colors.red('✗')} This is a bug: ${error instanceof Error ? error.stack : error}\n`
  return `${colors.red('✗')} ${error.message}\n${error.hint ? `  ${error.hint}\n` : ''}`
}
