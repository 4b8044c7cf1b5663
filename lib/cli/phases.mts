import yoctoSpinner, { type Spinner } from 'yocto-spinner'
import { colorsFor } from './colors.mts'

/** What a script leaves behind if Ctrl-C interrupts it now. */
export interface UnfinishedChange {
  /** For example `The experiment may exist`. */
  state: string
  /** The start of a sentence that ends with the command, for example `End it` (with …). */
  fix: string
  /** The script that applies the fix, with its arguments (default: the interrupted command). */
  command?: string
}

export interface Phases {
  /** Prints one line when `work` ends: the title, the duration and the `detail` of the result. */
  run<T>(title: string, work: () => Promise<T>, detail?: (result: T) => string): Promise<T>
  /** Prints a line without a duration. */
  note(text: string): void
  /** Set this before the first change. Delete it once the previous state is restored. */
  unfinished?: UnfinishedChange | undefined
}

/** Where to print. A terminal gets a spinner; other streams get plain lines. */
export type PhaseStream = NodeJS.WriteStream | { write: (text: string) => unknown; isTTY?: false }

const titleWidth = 26

/**
 * Prints a line when a phase ends. On a terminal, also shows a spinner with the titles of all running phases.
 * Phases can overlap.
 */
export const createPhases = (stream: PhaseStream): Phases => {
  const colors = colorsFor('stderr')
  const runningTitles: string[] = []
  let spinner: Spinner | undefined
  const stopSpinner = () => {
    spinner?.stop()
    spinner = undefined
  }
  const restartSpinner = () => {
    stopSpinner()
    if (stream.isTTY && runningTitles.length > 0)
      spinner = startSpinner(runningTitles.join(', '), stream)
  }
  const printLine = (mark: string, title: string, start: number, detail: string) => {
    const seconds = `${((performance.now() - start) / 1000).toFixed(1)} s`.padStart(7)
    stream.write(`  ${mark} ${title.padEnd(titleWidth)}${seconds}${detail && `  ${detail}`}\n`)
  }
  return {
    run: async (title, work, detail = () => '') => {
      const start = performance.now()
      runningTitles.push(title)
      restartSpinner()
      const end = (mark: string, text: string) => {
        runningTitles.splice(runningTitles.indexOf(title), 1)
        stopSpinner()
        printLine(mark, title, start, text)
        restartSpinner()
      }
      try {
        const result = await work()
        end(colors.green('✓'), detail(result))
        return result
      } catch (error) {
        if ((error as Error).name === 'AbortError') end(colors.dim('–'), 'stopped')
        else end(colors.red('✗'), '')
        throw error
      }
    },
    note: text => {
      stopSpinner()
      stream.write(`${text}\n`)
      restartSpinner()
    },
  }
}

const signals = ['SIGINT', 'SIGTERM'] as const

/** yocto-spinner would end the process on Ctrl-C, but `runProgram` handles Ctrl-C. */
const startSpinner = (text: string, stream: NodeJS.WriteStream): Spinner => {
  const existingListeners = new Set(signals.flatMap(signal => process.listeners(signal)))
  const spinner = yoctoSpinner({ text, stream }).start()
  for (const signal of signals)
    for (const listener of process.listeners(signal))
      if (!existingListeners.has(listener)) process.off(signal, listener)
  return spinner
}
