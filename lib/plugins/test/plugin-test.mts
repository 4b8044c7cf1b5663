import { $ } from 'zx/core'
import { colorsFor } from '../../cli/colors.mts'
import { UsageError, UserError } from '../../cli/errors.mts'
import { invocationOf } from '../../cli/invocation.mts'
import { selectRenderer } from '../../cli/options.mts'
import type { Phases } from '../../cli/phases.mts'
import { describeError } from '../../cli/script.mts'
import { runOnEachChange } from '../try/watch-file.mts'
import { addRecordedStubs, saveChanges, updateExpectations } from './change-tests.mts'
import { type HostCommands, openHostCommands } from './host-commands.mts'
import { findTestFiles } from './read-test-file.mts'
import { renderers } from './render.mts'
import { renderSummary } from './render-table.mts'
import { loadAllTests, runAllTests } from './run-tests.mts'
import type { CaseResult } from './test-case.mts'

export interface TestRequest {
  /** Test files, and folders that contain them. An empty list means the current folder. */
  files: string[]
  /** A string that the name of a case must contain for the case to run. */
  filter: string | undefined
  output: string | undefined
  watch: boolean
  /** Whether to write the actual results to the test files. */
  update: boolean
  /** Whether to write the output of this machine's commands to the test files, as stubs. */
  record: boolean
  /** Whether to run the scripts in Docker containers created from the plugin's image. */
  inImage: boolean
  /** Whether to print the changes of `update` or `record` instead of writing them. */
  dryRun: boolean
}

interface TestContext {
  signal: AbortSignal
  phases: Phases
  print: (text: string) => void
}

/**
 * Runs the tests in these files and prints the result of each case. With `watch`, runs them again
 * after each change. Resolves with false if a case fails. Throws a UserError if a file cannot be read.
 */
export const testPlugins = async (request: TestRequest, context: TestContext): Promise<boolean> => {
  selectRenderer(renderers, request.output)
  rejectInvalidCombinations(request)
  const commands = await openHostCommands($.env.PATH ?? '')
  try {
    for (const change of listChanges(request)) {
      const text = await changeTests(request, commands, { change, context })
      if (request.dryRun) context.print(text)
    }
    if (request.dryRun) return true
    if (!request.watch) return hasPassed((await testOnce(request, commands, context)).results)
    await watchTests(request, commands, context)
    return true
  } finally {
    await commands.remove()
  }
}

type Change = 'record' | 'update'

/** Returns the requested changes. Recording comes first, because the results depend on it. */
const listChanges = ({ record, update }: TestRequest): Change[] => [
  ...(record ? ['record' as const] : []),
  ...(update ? ['update' as const] : []),
]

const rejectInvalidCombinations = (request: TestRequest): void => {
  const [change] = listChanges(request)
  if (request.watch && change)
    throw new UsageError('--watch', {
      reason: `it cannot be combined with --${change}`,
      example: `${invocationOf('plugin-test')} --${change}`,
    })
  if (request.inImage && request.record)
    throw new UsageError('--in-image', {
      reason: 'it cannot be combined with --record, which runs commands on this machine',
      example: `${invocationOf('plugin-test')} --in-image`,
    })
  if (request.dryRun && !change)
    throw new UsageError('--dry-run', {
      reason: 'without --update or --record, nothing changes',
      example: '--update --dry-run',
    })
}

/** Runs the cases, and updates their files. Returns the differences if `dryRun` is set. */
const changeTests = async (
  { files, filter, inImage, dryRun }: TestRequest,
  commands: HostCommands,
  { change, context: { signal, phases } }: { change: Change; context: TestContext },
): Promise<string> => {
  const tests = await loadAllTests(await findTestFiles(files), commands, inImage)
  const preparedTests = tests.map(loadedTests => ({
    ...loadedTests,
    cases: loadedTests.cases.map(loadedCase => ({
      ...loadedCase,
      usesRealCommands: change === 'record',
      disabledInvariants: [...loadedCase.disabledInvariants, 'different-result' as const],
    })),
  }))
  const results = await runAllTests(preparedTests, filter, signal, () => {})
  const changed = change === 'record' ? addRecordedStubs(results) : updateExpectations(results)
  const text = await saveChanges(changed, dryRun)
  if (!dryRun) for (const { source } of changed) phases.note(`Updated ${source.file}`)
  if (changed.length === 0) phases.note(`--${change} did not change any test file`)
  return text
}

const hasPassed = (results: CaseResult[]): boolean =>
  results.every(({ failures }) => failures.length === 0)

/** Runs the tests once. The caller creates and removes `commands`. */
export const testOnce = async (
  { files, filter, inImage, output }: TestRequest,
  commands: HostCommands,
  { signal, phases, print }: TestContext,
): Promise<{ results: CaseResult[]; usedFiles: string[] }> => {
  const renderer = selectRenderer(renderers, output)
  const tests = await loadAllTests(await findTestFiles(files), commands, inImage)
  const colors = colorsFor('stdout')
  const results = await runAllTests(tests, filter, signal, result => {
    print(renderer.renderCase?.(result, colors) ?? '')
  })
  print(renderer.renderAll(results))
  if (renderer !== renderers.table && !hasPassed(results))
    phases.note(renderSummary(results).trim())
  return { results, usedFiles: [...new Set(tests.flatMap(({ usedFiles }) => usedFiles))] }
}

const watchTests = async (
  request: TestRequest,
  commands: HostCommands,
  context: TestContext,
): Promise<void> => {
  const { signal, phases } = context
  await runOnEachChange(
    await findTestFiles(request.files),
    async files => {
      try {
        return (await testOnce(request, commands, context)).usedFiles
      } catch (error) {
        if (!(error instanceof UserError) || error instanceof UsageError) throw error
        phases.note(describeError(error).trimEnd())
        return files
      } finally {
        if (!signal.aborted) phases.note('Waiting for a file to change; press Ctrl-C to stop.')
      }
    },
    signal,
  )
}
