import { createInterface } from 'node:readline/promises'
import { UsageError, UserError } from './errors.mts'

/**
 * Asks on the terminal before something of the user's is changed; `yes` answers in advance. Throws a
 * UsageError where nobody can be asked, and a UserError if the answer is not yes.
 */
export const confirm = async (
  question: string,
  yes: boolean,
  signal: AbortSignal,
): Promise<void> => {
  if (yes) return
  if (!process.stdin.isTTY)
    throw new UsageError(`Failed to ask: ${question}`, 'Give --yes where nobody can be asked.')
  const answer = await ask(`${question} [y/N] `, signal)
  if (!/^y(es)?$/i.test(answer.trim())) throw new UserError('Nothing was changed.')
}

/** The end of the input is an empty answer. */
const ask = async (question: string, signal: AbortSignal): Promise<string> => {
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  const closed = new AbortController()
  terminal.on('SIGINT', passOn).once('close', () => closed.abort())
  try {
    return await terminal.question(question, { signal: AbortSignal.any([signal, closed.signal]) })
  } catch (error) {
    if (signal.aborted) throw error
    return ''
  } finally {
    terminal.close()
  }
}

/** readline has the terminal in raw mode, where Ctrl-C is a key and no signal. */
const passOn = () => void process.emit('SIGINT')

/** The option of scripts that ask. */
export const yesOption = {
  type: 'boolean',
  help: 'do not ask before changing a cluster of --context',
} as const
