import type { LogSite } from './klog.mts'

/** How NPD ends over a problem: a line of klog and exit code 255, or a panic and exit code 2. */
export type Death = { site: LogSite; message: string } | { panic: string }

/** Something in a monitor definition over which NPD ends. */
export interface ConfigProblem {
  /** What is broken, in kebab-case. */
  rule: string
  /** The JSON value that is meant, as in `['rules', 0, 'timeout']`. */
  path: (string | number)[]
  /** Where it stands: characters from the start of the definition. */
  offset: number
  message: string
  fix: string
  /**
   * `parse`: NPD does not take the definition. `load`: it says that it has read it, and ends before it
   * comes up. `run`: it comes up and ends as soon as it uses the value.
   */
  stage: 'parse' | 'load' | 'run'
  death: Death
}

/** A problem before its place in the text is known. */
export type UnplacedProblem = Omit<ConfigProblem, 'offset'>
