import { UserError } from '../../cli/errors.mts'
import { mapConcurrent } from '../../kube/map-concurrent.mts'
import type { HostCommands } from './host-commands.mts'
import { type LoadedTests, loadTests } from './load-tests.mts'
import { readTestFile } from './read-test-file.mts'
import { type CaseResult, testCase } from './test-case.mts'

/**
 * How many cases run at the same time. Cases mostly wait, but more of them would delay each other beyond
 * their timeouts. Containers are slower.
 */
const concurrentCases = (tests: LoadedTests[]): number =>
  tests.some(({ cases: [first] }) => first?.shared.image !== undefined) ? 1 : 3

/** Reports the problems of all files together. */
export const loadAll = async (
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
  const bug = errors.find(error => !(error instanceof UserError))
  if (bug) throw bug
  throw new UserError(
    errors.map(({ message }) => message).join('\n'),
    errors.find(({ hint }) => hint)?.hint,
  )
}

/** Runs the cases, some at the same time, and calls `onResult` in the order of the cases. */
export const runAll = async (
  tests: LoadedTests[],
  filter: string | undefined,
  signal: AbortSignal,
  onResult: (result: CaseResult) => void,
): Promise<CaseResult[]> => {
  const all = tests.flatMap(({ cases }) => cases)
  const chosen = all.filter(({ testCase: { name } }) => name.includes(filter ?? ''))
  if (chosen.length === 0)
    throw new UserError(
      `Failed to select cases: no case name contains \`${filter}\`.`,
      `Choose from: ${all.map(({ testCase: { name } }) => name).join(', ')}.`,
    )
  const done: CaseResult[] = []
  let next = 0
  return mapConcurrent([...chosen.entries()], concurrentCases(tests), async ([index, loaded]) => {
    const result = await testCase(loaded, signal)
    done[index] = result
    for (let first = done[next]; first; first = done[next]) {
      onResult(first)
      next += 1
    }
    return result
  })
}
