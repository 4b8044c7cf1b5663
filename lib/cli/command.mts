import { setTimeout as sleep } from 'node:timers/promises'
import { $, type Options, type ProcessOutput, type Shell, which } from 'zx/core'
import { UserError } from './errors.mts'
import { sendSignal } from './signals.mts'

export interface CommandOptions {
  /** For its stdin, which is empty otherwise. */
  input?: string | undefined
  cwd?: string | undefined
  /** Added to the environment. */
  env?: NodeJS.ProcessEnv | undefined
  /** Ends the command and everything it has started. */
  signal?: AbortSignal | undefined
  /** What the user can do when it fails; a function gets the command's stderr. */
  hint?: string | ((stderr: string) => string | undefined) | undefined
  /** Receives what it writes to stderr, as it comes. */
  onStderr?: ((text: string) => void) | undefined
}

/** Runs the command line; resolves with its stdout. */
export type Command = (pieces: TemplateStringsArray, ...values: unknown[]) => Promise<string>

/** How much of the command's stderr a message shows. */
const shownLines = 15
const killAfterMs = 5_000
/** The shell's exit code for a command that is not there. */
const notFound = 127

/** Whether a command is on PATH. */
export const isOnPath = async (name: string): Promise<boolean> =>
  (await which(name, { nothrow: true, path: $.env.PATH ?? '' })) !== null

/**
 * zx's `$` as this project uses it: quiet, with a hint for the user, and in a process group of its own, so
 * that an abort ends everything that the command has started, also where there is no `ps`.
 *
 * Rejects with a UserError that has the command line and the end of stderr, or with an AbortError once the
 * group has ended.
 */
export const command =
  (options: CommandOptions = {}): Command =>
  async (pieces, ...values) => {
    const { line, output } = await execute(options, pieces, values)
    if (output.exitCode === 0) return output.stdout
    throw await describeFailure(line, output, options.hint)
  }

/** As `command`, for commands whose failure is an answer: resolves with the output whatever the exit code. */
export const attempt =
  (options: CommandOptions = {}) =>
  async (pieces: TemplateStringsArray, ...values: unknown[]): Promise<ProcessOutput> =>
    (await execute(options, pieces, values)).output

/**
 * bash runs the file in BASH_ENV first, and ~/.bashrc if its stdin is a socket, as Node's pipes are, and no
 * other shell has set SHLVL: neither belongs into the command's output.
 */
const withoutStartupFiles = { BASH_ENV: undefined, SHLVL: '1' }

/**
 * zx's `$` for a process that the caller talks to or ends: quiet, without stdin, and it resolves whatever
 * the exit code. `env` takes the place of the environment. With `exec`, signals reach the command itself.
 * Throws a UserError if zx has found no bash.
 */
export const launch = (options: Partial<Options> = {}): Shell => {
  if (typeof $.shell !== 'string') throw withoutBash()
  return $({
    stdio: ['ignore', 'pipe', 'pipe'],
    quiet: true,
    nothrow: true,
    ...options,
    env: { ...(options.env ?? $.env), ...withoutStartupFiles },
  })
}

const withoutBash = () =>
  new UserError('Failed to run a command: bash is not on PATH.', 'Install bash.')

const execute = async (
  { input, cwd, env, signal, onStderr }: CommandOptions,
  pieces: TemplateStringsArray,
  values: unknown[],
): Promise<{ line: string; output: ProcessOutput }> => {
  signal?.throwIfAborted()
  if (!(await isOnPath('bash'))) throw withoutBash()
  const running = launch({
    // zx leaves the pipe open if the input is empty.
    input: input || undefined,
    ...(cwd !== undefined && { cwd }),
    env: { ...$.env, ...env },
    stdio: [input ? 'pipe' : 'ignore', 'pipe', 'pipe'],
    detached: true,
  })(pieces, ...values)
  const decoder = new TextDecoder()
  if (onStderr)
    running.stderr.on('data', chunk => onStderr(decoder.decode(chunk, { stream: true })))
  // A command may end without reading all of its input.
  if (input) running.stdin.on('error', () => {})
  const end = () => void endGroup(running.pid, running)
  signal?.addEventListener('abort', end, { once: true })
  const output = await running
  signal?.removeEventListener('abort', end)
  signal?.throwIfAborted()
  return { line: running.cmd, output }
}

const endGroup = async (pid: number | undefined, ended: PromiseLike<unknown>): Promise<void> => {
  killGroup(pid, 'SIGTERM')
  const timer = new AbortController()
  await Promise.race([
    ended,
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

const describeFailure = async (
  line: string,
  { exitCode, signal, stderr, cause }: ProcessOutput,
  hint: CommandOptions['hint'],
): Promise<UserError> => {
  const fix = typeof hint === 'function' ? hint(stderr) : hint
  const name = line.split(' ').find(word => !word.includes('=')) ?? line
  if (exitCode === notFound && !(await isOnPath(name)))
    return new UserError(
      `Failed to run ${name}: it is not on PATH.`,
      fix ?? 'See `npx zx scripts/doctor.mts`.',
    )
  const lines = (stderr.trim() || String(cause ?? '')).split('\n').slice(-shownLines).join('\n    ')
  return new UserError(
    `Failed to run \`${line}\` (${exitCode === null ? `ended by ${signal}` : `exit ${exitCode}`}):\n    ${lines}`,
    fix,
  )
}
