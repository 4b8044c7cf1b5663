import type { ChalkInstance } from 'chalk'
import { escapeControlCharacters } from '../../cli/printable.mts'
import type { Failure } from './failure.mts'
import type { CaseResult } from './test-case.mts'

const nameWidth = 56

/** Renders one line for a case, and the position and the difference of each failure. */
export const renderCase = (
  { loadedCase, milliseconds, failures }: CaseResult,
  colors: ChalkInstance,
): string => {
  const mark = failures.length === 0 ? colors.green('✓') : colors.red('✗')
  const title = escapeControlCharacters(
    `${getPluginName(loadedCase.source.file)}: ${loadedCase.testCase.name}`,
  )
  const seconds = `${(milliseconds / 1000).toFixed(1)} s`
  const firstLine = `  ${mark} ${title.padEnd(nameWidth)}  ${seconds}\n`
  return firstLine + failures.map(failure => renderFailure(failure, loadedCase, colors)).join('')
}

/** Returns `gpu` for `examples/gpu/gpu.plugin-test.yaml`. */
const getPluginName = (file: string): string =>
  file.replace(/^.*[/\\]/, '').replace(/\.plugin-test\.ya?ml$/, '')

const renderFailure = (
  failure: Failure,
  { source, runs }: CaseResult['loadedCase'],
  colors: ChalkInstance,
): string => {
  const { check, expected, actual, fix } = failure
  const { line, column } = source.positionOf(failure.path)
  const run = runs.length > 1 ? `  run ${failure.run}` : ''
  return [
    `${source.file}:${line}:${column}${run}  ${check}`,
    ...renderDifference(expected, actual, colors),
    ...(fix ? [colors.dim(fix)] : []),
  ]
    .map(text => `      ${text}\n`)
    .join('')
}

const renderDifference = (expected: string, actual: string, colors: ChalkInstance): string[] => [
  ...expected.split('\n').map(line => colors.red(`- ${escapeControlCharacters(line)}`)),
  ...actual.split('\n').map(line => colors.green(`+ ${escapeControlCharacters(line)}`)),
]

/** Returns a summary such as `8 passed, 1 failed`. */
export const renderSummary = (results: CaseResult[]): string => {
  const failed = results.filter(({ failures }) => failures.length > 0).length
  return `${results.length - failed} passed, ${failed} failed\n`
}
