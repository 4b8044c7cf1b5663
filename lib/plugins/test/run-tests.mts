import { UserError } from '../../cli/errors.mts'
import { mapConcurrently } from '../../kube/map-concurrent.mts'
import type { HostCommands } from './host-commands.mts'
import { type LoadedTests, loadTests } from './load-tests.mts'
import { readTestFile } from './read-test-file.mts'
import { type CaseResult, runTestCase } from './test-case.mts'

/**
 * Returns how many cases run at the same time. Cases spend most of their time waiting, but if more of them run at
 * once, they slow each other down and exceed their timeouts. With containers, which are slower, only one case runs
 * at a time.
 */
const getConcurrency = (tests: LoadedTests[]): number =>
  tests.some(({ cases: [first] }) => first?.sharedSettings.image !== undefined) ? 1 : 3

/** Loads all test files, and reports their problems together. */
export const loadAllTests = async (
  paths: string[],
  commands: HostCommands,
  inImage = false,
): Promise<LoadedTests[]> => {
  const results = await Promise.allSettled(
    paths.map(async path => loadTests(await readTestFile(path), commands, inImage)),
  )
  const errors = results.flatMap(result => (result.status === 'rejected' ? [result.reason] : []))
  const loaded = results.flatMap(result => (result.status === 'fulfilled' ? [result.value] : []))
  if (errors.length === 0) return loaded
  const unexpectedError = errors.find(error => !(error instanceof UserError))
  if (unexpectedError) throw unexpectedError
  throw new UserError(
    errors.map(({ message }) => message).join('\n'),
    errors.find(({ hint }) => hint)?.hint,
  )
}

/** Runs the cases, some at the same time, and calls `onResult` in the order of the cases. */
export const runAllTests = async (
  tests: LoadedTests[],
  filter: string | undefined,
  signal: AbortSignal,
  onResult: (result: CaseResult) => void,
): Promise<CaseResult[]> => {
  const allCases = tests.flatMap(({ cases }) => cases)
  const chosenCases = allCases.filter(({ testCase: { name } }) => name.includes(filter ?? ''))
  if (chosenCases.length === 0)
    throw new UserError(
      `Failed to select cases: no case name contains \`${filter}\`.`,
      `Choose from: ${allCases.map(({ testCase: { name } }) => name).join(', ')}.`,
    )
  const results: CaseResult[] = []
  let nextIndex = 0
  return mapConcurrently(
    [...chosenCases.entries()],
    getConcurrency(tests),
    async ([index, loadedCase]) => {
      const result = await runTestCase(loadedCase, signal)
      results[index] = result
      for (let finished = results[nextIndex]; finished; finished = results[nextIndex]) {
        onResult(finished)
        nextIndex += 1
      }
      return result
    },
  )
}
