import type { ChalkInstance } from 'chalk'
import { printable } from '../../cli/printable.mts'
import type { Failure } from './failure.mts'
import type { CaseResult } from './test-case.mts'

const nameWidth = 56

/** Renders one line for a case, and the position and the difference of each failure. */
export const renderCase = (
  { loaded, milliseconds, failures }: CaseResult,
  colors: ChalkInstance,
): string => {
  const mark = failures.length === 0 ? colors.green('✓') : colors.red('✗')
  const title = printable(`${pluginName(loaded.source.file)}: ${loaded.testCase.name}`)
  const seconds = `${(milliseconds / 1000).toFixed(1)} s`
  const head = `  ${mark} ${title.padEnd(nameWidth)}  ${seconds}\n`
  return head + failures.map(failure => renderFailure(failure, loaded, colors)).join('')
}

/** `gpu` for `examples/gpu/gpu.plugin-test.yaml`. */
const pluginName = (file: string): string =>
  file.replace(/^.*[/\\]/, '').replace(/\.plugin-test\.ya?ml$/, '')

const renderFailure = (
  failure: Failure,
  { source, runs }: CaseResult['loaded'],
  colors: ChalkInstance,
): string => {
  const { what, expected, actual, fix } = failure
  const { line, column } = source.positionOf(failure.path)
  const run = runs.length > 1 ? `  run ${failure.run}` : ''
  return [
    `${source.file}:${line}:${column}${run}  ${what}`,
    ...diffLines(expected, actual, colors),
    ...(fix ? [colors.dim(fix)] : []),
  ]
    .map(text => `      ${text}\n`)
    .join('')
}

const diffLines = (expected: string, actual: string, colors: ChalkInstance): string[] => [
  ...expected.split('\n').map(line => colors.red(`- ${printable(line)}`)),
  ...actual.split('\n').map(line => colors.green(`+ ${printable(line)}`)),
]

/** `8 passed, 1 failed`. */
export const renderSummary = (results: CaseResult[]): string => {
  const failed = results.filter(({ failures }) => failures.length > 0).length
  return `${results.length - failed} passed, ${failed} failed\n`
}
