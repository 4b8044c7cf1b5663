import { execFile } from 'node:child_process'
import { which } from 'zx'
import { UserError } from '../cli/errors.mts'

export interface ToolOptions {
  /** For its stdin. */
  input?: string
  cwd?: string
  signal?: AbortSignal
  /** What to do when it fails. */
  hint?: string
  /** Gets what it writes to stderr, as it comes. */
  onStderr?: (text: string) => void
}

/** The end of what a command wrote, for messages. */
const shownLines = 15

/** Whether a command is on PATH. */
export const isOnPath = async (command: string): Promise<boolean> =>
  (await which(command, { nothrow: true })) !== null

/**
 * Runs a command of the machine to its end; resolves with its stdout. Rejects with a UserError that
 * names the command and has the end of its stderr; with an AbortError when `signal` aborts, which ends
 * the command.
 */
export const runTool = (
  command: string,
  args: string[],
  { input, cwd, signal, hint, onStderr }: ToolOptions = {},
): Promise<string> =>
  new Promise((resolve, reject) => {
    const options = { maxBuffer: 1 << 28, ...(cwd && { cwd }), ...(signal && { signal }) }
    const child = execFile(command, args, options, (error, stdout, stderr) => {
      if (!error) return resolve(stdout)
      reject(signal?.aborted ? error : describeFailure(command, args, error, stderr, hint))
    })
    if (onStderr) child.stderr?.on('data', onStderr)
    // It may end without reading all of it; what it says of that is in its stderr.
    child.stdin?.on('error', () => {}).end(input)
  })

const describeFailure = (
  command: string,
  args: string[],
  { code }: { code?: string | number | null },
  stderr: string,
  hint: string | undefined,
): UserError => {
  if (code === 'ENOENT')
    return new UserError(
      `Failed to run ${command}: it is not on PATH.`,
      hint ?? 'See `npx zx scripts/doctor.mts`.',
    )
  const lines = stderr.trim().split('\n').slice(-shownLines).join('\n    ')
  return new UserError(
    `Failed to run \`${[command, ...args].join(' ')}\` (exit ${code ?? 'by a signal'}):\n    ${lines}`,
    hint,
  )
}
