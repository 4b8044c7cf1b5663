import yoctoSpinner, { type Spinner } from 'yocto-spinner'
import { colorsFor } from './colors.mts'

export interface Phases {
  /** A line: what, how long it took, and what `detail` says of the result. */
  run<T>(title: string, work: () => Promise<T>, detail?: (result: T) => string): Promise<T>
  /** A line without a duration. */
  note(text: string): void
}

const titleWidth = 26

/** A line per phase on stderr: a spinner meanwhile on a terminal, only the line when piped. */
export const createPhases = (stream: NodeJS.WriteStream = process.stderr): Phases => {
  const colors = colorsFor('stderr')
  const line = (mark: string, title: string, start: number, detail: string) => {
    const seconds = `${((performance.now() - start) / 1000).toFixed(1)} s`.padStart(7)
    stream.write(`  ${mark} ${title.padEnd(titleWidth)}${seconds}${detail && `  ${detail}`}\n`)
  }
  return {
    run: async (title, work, detail = () => '') => {
      const start = performance.now()
      const spinner = stream.isTTY ? startSpinner(title, stream) : undefined
      try {
        const result = await work()
        spinner?.stop()
        line(colors.green('✓'), title, start, detail(result))
        return result
      } catch (error) {
        spinner?.stop()
        line(colors.red('✗'), title, start, '')
        throw error
      }
    },
    note: text => void stream.write(`${text}\n`),
  }
}

const signals = ['SIGINT', 'SIGTERM'] as const

/** yocto-spinner would end the process at Ctrl-C; what happens then is `runScript`'s to say. */
const startSpinner = (text: string, stream: NodeJS.WriteStream): Spinner => {
  const ours = new Set(signals.flatMap(signal => process.listeners(signal)))
  const spinner = yoctoSpinner({ text, stream }).start()
  for (const signal of signals)
    for (const listener of process.listeners(signal))
      if (!ours.has(listener)) process.off(signal, listener)
  return spinner
}
