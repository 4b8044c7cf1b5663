import type { LogSite } from './klog.mts'

/** How NPD exits because of a problem: with a klog line and exit code 255, or with a panic and exit code 2. */
export type Termination = { site: LogSite; message: string } | { panic: string }

/** A problem in a monitor definition that makes NPD exit. */
export interface ConfigProblem {
  /** The name of the plugin-lint rule, in kebab-case. */
  rule: string
  /** The path of the affected JSON value, such as `['rules', 0, 'timeout']`. */
  path: (string | number)[]
  /** The position of the value: characters from the start of the definition. */
  offset: number
  message: string
  fix: string
  /**
   * When NPD exits. `parse`: when it parses the definition. `load`: after it has logged the parsed
   * definition, but before it is ready. `run`: when it uses the value, after it has started.
   */
  stage: 'parse' | 'load' | 'run'
  termination: Termination
}

/** A problem whose position in the text is not yet known. */
export type ProblemWithoutOffset = Omit<ConfigProblem, 'offset'>
