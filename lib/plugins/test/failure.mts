import type { YamlValue } from '../../yaml/patch.mts'

/** A difference between an expectation or an invariant and the result. */
export interface Failure {
  /** The run, counted from 1. */
  run: number
  /** The expectation, such as `condition.message`, or the invariant. */
  check: string
  /** The path of the expectation in the test file, or of the run for an invariant. */
  path: (string | number)[]
  expected: string
  actual: string
  /** The value that would meet the expectation. Undefined if no single value would. */
  update?: YamlValue
  /** The suggested fix, if it is not obvious. */
  fix?: string
}

/** The run to which failures refer. */
export interface RunLocation {
  run: number
  /** The path of the run in the test file. */
  path: (string | number)[]
}
