import { setTimeout as sleep } from 'node:timers/promises'
import { $, type Options, type ProcessOutput, type Shell, which } from 'zx/core'
import { UserError } from './errors.mts'
import { sendSignal } from './signals.mts'

export interface CommandOptions {
  /** The input for stdin (default: empty). */
  input?: string | undefined
  cwd?: string | undefined
  /** Added to the environment. */
  env?: NodeJS.ProcessEnv | undefined
  /** Aborting it stops the command and all processes that the command started. */
  signal?: AbortSignal | undefined
  /** The fix to suggest if the command fails. If this is a function, it receives stderr. */
  hint?: string | ((stderr: string) => string | undefined) | undefined
  /** Receives stderr as it is written. */
  onStderr?: ((text: string) => void) | undefined
}

/** Runs the command line and resolves with its stdout. */
export type Command = (pieces: TemplateStringsArray, ...values: unknown[]) => Promise<string>

/** The maximum number of stderr lines in an error message. */
const maxStderrLines = 15
const killAfterMs = 5_000
/** The exit code of a shell if the command does not exist. */
const commandNotFoundCode = 127

/** Whether a command is on PATH. */
export const isOnPath = async (name: string): Promise<boolean> =>
  (await which(name, { nothrow: true, path: $.env.PATH ?? '' })) !== null

/**
 * This project's preset of zx's `$`. It is quiet, and adds a suggested fix to errors. The command runs in its own
 * process group, so an abort stops all processes that it started, even on machines without `ps`.
 *
 * If the command fails, rejects with a UserError that contains the command line and the end of stderr. After
 * an abort, rejects with an AbortError once the process group has ended.
 */
export const command =
  (options: CommandOptions = {}): Command =>
  async (pieces, ...values) => {
    const { line, output } = await execute(options, pieces, values)
    if (output.exitCode === 0) return output.stdout
    throw await createFailureError(line, output, options.hint)
  }

/**
 * Like `command`, but resolves with the output and the exit code, even if the command fails. Still rejects after an
 * abort, or if bash is missing.
 */
export const attempt =
  (options: CommandOptions = {}) =>
  async (pieces: TemplateStringsArray, ...values: unknown[]): Promise<ProcessOutput> =>
    (await execute(options, pieces, values)).output

/**
 * Without these settings, bash would run the file in BASH_ENV. If SHLVL were not set and stdin were a socket,
 * such as a Node.js pipe, it would also run ~/.bashrc. Their output would mix with the output of the command.
 */
const noStartupFilesEnv = { BASH_ENV: undefined, SHLVL: '1' }

/**
 * zx's `$` for a process that the caller communicates with or stops. It is quiet, has no stdin, and resolves
 * for every exit code. `env` replaces the environment. Start the command with `exec`, so that signals reach it
 * instead of the shell.
 * Throws a UserError if zx has not found bash.
 */
export const launch = (options: Partial<Options> = {}): Shell => {
  if (typeof $.shell !== 'string') throw createBashMissingError()
  return $({
    stdio: ['ignore', 'pipe', 'pipe'],
    quiet: true,
    nothrow: true,
    ...options,
    env: { ...(options.env ?? $.env), ...noStartupFilesEnv },
  })
}

const createBashMissingError = () =>
  new UserError('Failed to run a command: bash is not on PATH.', 'Install bash.')

const execute = async (
  { input, cwd, env, signal, onStderr }: CommandOptions,
  pieces: TemplateStringsArray,
  values: unknown[],
): Promise<{ line: string; output: ProcessOutput }> => {
  signal?.throwIfAborted()
  if (!(await isOnPath('bash'))) throw createBashMissingError()
  const child = launch({
    // zx does not close stdin if the input is an empty string.
    input: input || undefined,
    cwd,
    env: { ...$.env, ...env },
    stdio: [input ? 'pipe' : 'ignore', 'pipe', 'pipe'],
    detached: true,
  })(pieces, ...values)
  // zx decodes each chunk separately, which breaks a character that is split between two chunks.
  child.stdout.setEncoding('utf8')
  child.stderr.setEncoding('utf8')
  if (onStderr) child.stderr.on('data', onStderr)
  // EPIPE: the command ended before it read all of its input.
  if (input) child.stdin.on('error', () => {})
  const stop = () => void stopGroup(child.pid, child)
  signal?.addEventListener('abort', stop, { once: true })
  const output = await child
  signal?.removeEventListener('abort', stop)
  signal?.throwIfAborted()
  return { line: child.cmd, output }
}

const stopGroup = async (pid: number | undefined, exited: PromiseLike<unknown>): Promise<void> => {
  killGroup(pid, 'SIGTERM')
  const timer = new AbortController()
  await Promise.race([
    exited,
    sleep(killAfterMs, undefined, { signal: timer.signal }).then(
      () => killGroup(pid, 'SIGKILL'),
      () => {},
    ),
  ])
  timer.abort()
}

const killGroup = (pid: number | undefined, signal: NodeJS.Signals): void => {
  if (pid !== undefined) sendSignal(-pid, signal)
}

const createFailureError = async (
  line: string,
  { exitCode, signal, stderr, cause }: ProcessOutput,
  hint: CommandOptions['hint'],
): Promise<UserError> => {
  const fix = typeof hint === 'function' ? hint(stderr) : hint
  const name = line.split(' ').find(word => !word.includes('=')) ?? line
  if (exitCode === commandNotFoundCode && !(await isOnPath(name)))
    return new UserError(
      `Failed to run ${name}: it is not on PATH.`,
      fix ?? 'Run `npx zx scripts/doctor.mts` to see what is missing.',
    )
  const lines = (stderr.trim() || String(cause ?? ''))
    .split('\n')
    .slice(-maxStderrLines)
    .join('\n    ')
  return new UserError(
    `Failed to run \`${line}\` (${exitCode === null ? `ended by ${signal}` : `exit code ${exitCode}`}):\n    ${lines}`,
    fix,
  )
}
