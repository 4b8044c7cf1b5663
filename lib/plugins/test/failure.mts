import type { YamlValue } from '../../yaml/patch.mts'

/** A difference between an expectation or an invariant and the result. */
export interface Failure {
  /** The run, counted from 1. */
  run: number
  /** The expectation, such as `condition.message`, or the invariant. */
  what: string
  /** The path in the test file: of the expectation, or of the run for an invariant. */
  path: (string | number)[]
  expected: string
  actual: string
  /** The value that would make the expectation true. Undefined if it cannot be one value. */
  update?: YamlValue
  /** What to do, if that is not obvious. */
  fix?: string
}

/** The run to which failures refer. */
export interface RunPlace {
  run: number
  /** The path of the run in the test file. */
  path: (string | number)[]
}
