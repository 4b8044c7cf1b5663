import { createRandom, type Random } from '../../lib/plugins/lint/fuzz.fixture.mts'

/** The result of a check. */
interface Outcome {
  tried: number
  failures: string[]
  /** Settings and measured values, for the table. */
  note: string
}

export interface HardContext {
  random: Random
  /** Prints progress to stderr. */
  report: (text: string) => void
}

/** A check that runs for minutes, with real processes and clocks. */
export type HardCheck = (context: HardContext) => Promise<Outcome>

export const createContext = (seed: number, report: HardContext['report']): HardContext => ({
  random: createRandom(seed),
  report,
})
