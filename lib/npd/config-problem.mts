import type { LogSite } from './klog.mts'

/** How NPD ends because of a problem: a klog line and exit code 255, or a panic and exit code 2. */
export type Termination = { site: LogSite; message: string } | { panic: string }

/** A problem in a monitor definition that ends NPD. */
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
   * When NPD ends. `parse`: it rejects the definition. `load`: after it logs that it has parsed the
   * definition, but before it is ready. `run`: after its start, as soon as it uses the value.
   */
  stage: 'parse' | 'load' | 'run'
  termination: Termination
}

/** A problem before its place in the text is known. */
export type UnplacedProblem = Omit<ConfigProblem, 'offset'>
