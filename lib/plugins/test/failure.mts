import type { YamlValue } from '../../yaml/patch.mts'

/** A difference between an expectation or an invariant and the result. */
export interface Failure {
  /** The run, counted from 1. */
  run: number
  /** The expectation, such as `condition.message`, or the invariant. */
  what: string
  /** The path of the expectation in the test file. For an invariant: of the run. */
  path: (string | number)[]
  expected: string
  actual: string
  /** The value that would make the expectation true. Undefined if it cannot be one value. */
  update?: YamlValue
  /** What to do, if that is not obvious. */
  fix?: string
}

/** Where failures of a run belong. */
export interface RunPlace {
  run: number
  /** The path of the run in the test file. */
  path: (string | number)[]
}
