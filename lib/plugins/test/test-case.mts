import { checkExpectations } from './check-expectations.mts'
import { checkInvariants, checkRepetition } from './check-invariants.mts'
import type { Failure, RunLocation } from './failure.mts'
import type { LoadedCase } from './load-tests.mts'
import { getRunPath } from './read-test-file.mts'
import { type RunOutcome, runCase } from './run-case.mts'

/** The result of a case. */
export interface CaseResult {
  loadedCase: LoadedCase
  milliseconds: number
  failures: Failure[]
  outcomes: RunOutcome[]
}

/**
 * Runs a case twice at the same time, or once if `different-result` is disabled. Compares the results with the
 * expectations, the invariants and each other.
 */
export const runTestCase = async (
  loadedCase: LoadedCase,
  signal: AbortSignal,
): Promise<CaseResult> => {
  const { disabledInvariants } = loadedCase
  const isRepeated = !disabledInvariants.includes('different-result')
  const start = performance.now()
  const [outcomes = [], repeatedOutcomes] = await settleAll([
    runCase(loadedCase, signal),
    ...(isRepeated ? [runCase(loadedCase, signal)] : []),
  ])
  signal.throwIfAborted()
  const failures = outcomes.flatMap((outcome, index) => {
    const run = loadedCase.runs[index]
    const location = getLocation(loadedCase, index)
    if (!run) return []
    return [
      ...checkExpectations(run.expect, outcome, location),
      ...checkInvariants(run, outcome, disabledInvariants, location),
    ]
  })
  if (repeatedOutcomes)
    failures.push(
      ...checkRepetition(outcomes, repeatedOutcomes, disabledInvariants, index =>
        getLocation(loadedCase, index),
      ),
    )
  return { loadedCase, milliseconds: performance.now() - start, failures, outcomes }
}

const getLocation = ({ testCase, index }: LoadedCase, run: number): RunLocation => ({
  run: run + 1,
  path: getRunPath(testCase, index, run),
})

/** Waits for all promises, so that nothing is still running after a failure. */
const settleAll = async <T,>(promises: Promise<T>[]): Promise<T[]> => {
  await Promise.allSettled(promises)
  return Promise.all(promises)
}
