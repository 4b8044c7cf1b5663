import { checkExpectations } from './check-expectations.mts'
import { checkInvariants, checkRepetition } from './check-invariants.mts'
import type { Failure, RunPlace } from './failure.mts'
import type { LoadedCase } from './load-tests.mts'
import { pathOfRun } from './read-test-file.mts'
import { type RunOutcome, runCase } from './run-case.mts'

/** The result of a case. */
export interface CaseResult {
  loaded: LoadedCase
  milliseconds: number
  failures: Failure[]
  outcomes: RunOutcome[]
}

/**
 * Runs a case twice at the same time, and compares the results with the expectations, the
 * invariants and each other.
 */
export const testCase = async (loaded: LoadedCase, signal: AbortSignal): Promise<CaseResult> => {
  const { disabled } = loaded
  const isRepeated = !disabled.includes('different-result')
  const start = performance.now()
  const [outcomes = [], again] = await settleAll([
    runCase(loaded, signal),
    ...(isRepeated ? [runCase(loaded, signal)] : []),
  ])
  signal.throwIfAborted()
  const failures = outcomes.flatMap((outcome, index) => {
    const run = loaded.runs[index]
    const place = locationOf(loaded, index)
    if (!run) return []
    return [
      ...checkExpectations(run.expect, outcome, place),
      ...checkInvariants(run, outcome, disabled, place),
    ]
  })
  if (again)
    failures.push(...checkRepetition(outcomes, again, disabled, index => locationOf(loaded, index)))
  return { loaded, milliseconds: performance.now() - start, failures, outcomes }
}

const locationOf = ({ testCase, index }: LoadedCase, run: number): RunPlace => ({
  run: run + 1,
  path: pathOfRun(testCase, index, run),
})

/** Waits for all promises, so that nothing is still running after a failure. */
const settleAll = async <T,>(promises: Promise<T>[]): Promise<T[]> => {
  await Promise.allSettled(promises)
  return Promise.all(promises)
}
