import { $ } from 'zx/core'
import { colorsFor } from '../../cli/colors.mts'
import { UsageError, UserError } from '../../cli/errors.mts'
import { invocationOf } from '../../cli/invocation.mts'
import { readFormat } from '../../cli/options.mts'
import type { Phases } from '../../cli/phases.mts'
import { describeError } from '../../cli/script.mts'
import { runOnEachChange } from '../try/watch-file.mts'
import { saveChanges, updateExpectations, writeRecordings } from './change-tests.mts'
import { type HostCommands, openHostCommands } from './host-commands.mts'
import { findTestFiles } from './read-test-file.mts'
import { renderers } from './render.mts'
import { renderSummary } from './render-table.mts'
import { loadAll, runAll } from './run-tests.mts'
import type { CaseResult } from './test-case.mts'

export interface TestRequest {
  /** Test files, and folders that contain them. Empty: the current folder. */
  files: string[]
  /** Run only the cases whose name contains this text. */
  filter: string | undefined
  output: string | undefined
  watch: boolean
  /** Put the actual results into the test files. */
  update: boolean
  /** Put the answers of this machine's commands into the test files, as stubs. */
  record: boolean
  /** Run the scripts in containers of the plugin's image, with Docker. */
  inImage: boolean
  /** With `update` or `record`: print the changes instead of writing them. */
  dryRun: boolean
}

interface Output {
  signal: AbortSignal
  phases: Phases
  print: (text: string) => void
}

/**
 * Runs the tests in these files and prints the result of each case. Resolves with false if a case
 * fails. Throws a UserError if a file cannot be read. With `watch`, repeats this after each change.
 */
export const testPlugins = async (request: TestRequest, output: Output): Promise<boolean> => {
  readFormat(renderers, request.output)
  refuseCombinations(request)
  const commands = await openHostCommands($.env.PATH ?? '')
  try {
    for (const change of changesOf(request)) {
      const text = await changeTests(request, commands, { change, output })
      if (request.dryRun) output.print(text)
    }
    if (request.dryRun) return true
    if (!request.watch) return isPassed((await testOnce(request, commands, output)).results)
    await watchTests(request, commands, output)
    return true
  } finally {
    await commands.remove()
  }
}

type Change = 'record' | 'update'

/** A recording comes first, because the results depend on it. */
const changesOf = ({ record, update }: TestRequest): Change[] => [
  ...(record ? ['record' as const] : []),
  ...(update ? ['update' as const] : []),
]

const refuseCombinations = (request: TestRequest): void => {
  const [change] = changesOf(request)
  if (request.watch && change)
    throw new UsageError('--watch', {
      reason: `it cannot be combined with --${change}`,
      example: `${invocationOf('plugin-test')} --${change}`,
    })
  if (request.inImage && request.record)
    throw new UsageError('--in-image', {
      reason: 'it cannot be combined with --record, which runs commands of this machine',
      example: `${invocationOf('plugin-test')} --in-image`,
    })
  if (request.dryRun && !change)
    throw new UsageError('--dry-run', {
      reason: 'without --update or --record, nothing changes',
      example: '--update --dry-run',
    })
}

/** Runs the cases, and changes their files. Returns the differences if `dryRun` is set. */
const changeTests = async (
  { files, filter, inImage, dryRun }: TestRequest,
  commands: HostCommands,
  { change, output: { signal, phases } }: { change: Change; output: Output },
): Promise<string> => {
  const tests = await loadAll(await findTestFiles(files), commands, inImage)
  const planned = tests.map(each => ({
    ...each,
    cases: each.cases.map(loaded => ({
      ...loaded,
      records: change === 'record',
      disabled: [...loaded.disabled, 'different-result' as const],
    })),
  }))
  const results = await runAll(planned, filter, signal, () => {})
  const changed = change === 'record' ? writeRecordings(results) : updateExpectations(results)
  const text = await saveChanges(changed, dryRun)
  if (!dryRun) for (const { source } of changed) phases.note(`Updated ${source.file}`)
  if (changed.length === 0) phases.note(`No test file changes with --${change}`)
  return text
}

const isPassed = (results: CaseResult[]): boolean =>
  results.every(({ failures }) => failures.length === 0)

/** Like `testPlugins` without `watch`, with commands that the caller has opened. */
export const testOnce = async (
  { files, filter, inImage, output }: TestRequest,
  commands: HostCommands,
  { signal, phases, print }: Output,
): Promise<{ results: CaseResult[]; usedFiles: string[] }> => {
  const renderer = readFormat(renderers, output)
  const tests = await loadAll(await findTestFiles(files), commands, inImage)
  const colors = colorsFor('stdout')
  const results = await runAll(tests, filter, signal, result => {
    print(renderer.renderCase?.(result, colors) ?? '')
  })
  print(renderer.renderAll(results))
  if (renderer !== renderers.table && !isPassed(results)) phases.note(renderSummary(results).trim())
  return { results, usedFiles: [...new Set(tests.flatMap(({ usedFiles }) => usedFiles))] }
}

const watchTests = async (
  request: TestRequest,
  commands: HostCommands,
  output: Output,
): Promise<void> => {
  const { signal, phases } = output
  await runOnEachChange(
    await findTestFiles(request.files),
    async files => {
      try {
        return (await testOnce(request, commands, output)).usedFiles
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
