import { createInterface } from 'node:readline/promises'
import { UsageError, UserError } from './errors.mts'

/**
 * Asks on the terminal before a script changes the user's own cluster; `yes` skips the question. Throws a
 * UsageError if stdin is not a terminal, and a UserError if the answer is not yes.
 */
export const confirm = async (
  question: string,
  yes: boolean,
  signal: AbortSignal,
): Promise<void> => {
  if (yes) return
  if (!process.stdin.isTTY)
    throw new UsageError('--yes', {
      reason: `this option is required, because stdin is not a terminal and the script cannot ask "${question}"`,
      example: '--yes',
    })
  const answer = await ask(`${question} [y/N] `, signal)
  if (!/^y(es)?$/i.test(answer.trim()))
    throw new UserError(
      `Failed to continue: the answer was \`${answer}\`. Nothing was changed.`,
      'Answer y to continue.',
    )
}

/** If the input ends, the answer is empty. */
const ask = async (question: string, signal: AbortSignal): Promise<string> => {
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  const closed = new AbortController()
  terminal.on('SIGINT', emitInterrupt).once('close', () => closed.abort())
  try {
    return await terminal.question(question, { signal: AbortSignal.any([signal, closed.signal]) })
  } catch (error) {
    if (signal.aborted) throw error
    return ''
  } finally {
    terminal.close()
  }
}

/** readline puts the terminal into raw mode, in which Ctrl-C does not send a signal. */
const emitInterrupt = () => void process.emit('SIGINT')

/** The option of scripts that ask for confirmation. */
export const yesOption = {
  type: 'boolean',
  help: 'with --context: do not ask before changing the cluster',
} as const
