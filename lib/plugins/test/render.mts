import type { ChalkInstance } from 'chalk'
import { toValidText } from '../../npd/go/strings.mts'
import { escapeData, escapeProperty } from '../lint/render.mts'
import type { Failure } from './failure.mts'
import { renderCase, renderSummary } from './render-table.mts'
import type { CaseResult } from './test-case.mts'

export interface Renderer {
  /** Renders a result as soon as it is known. */
  renderCase?: (result: CaseResult, colors: ChalkInstance) => string
  /** Renders all results at the end. */
  renderAll: (results: CaseResult[]) => string
}

const positionOf = ({ source }: CaseResult['loadedCase'], path: (string | number)[]) =>
  source.positionOf(path)

const describeFailure = ({ check, run, expected, actual, fix }: Failure): string =>
  [
    `run ${run}: ${check}`,
    `expected: ${expected}`,
    `actual: ${actual}`,
    ...(fix ? [fix] : []),
  ].join('\n')

const renderJson = (results: CaseResult[]): string =>
  `${JSON.stringify(
    results.map(({ loadedCase, milliseconds, failures }) => ({
      file: loadedCase.source.file,
      ...positionOf(loadedCase, ['cases', loadedCase.index]),
      name: loadedCase.testCase.name,
      passed: failures.length === 0,
      milliseconds: Math.round(milliseconds),
      failures: failures.map(({ path, update, run, check, ...failure }) => ({
        run,
        what: check,
        ...failure,
        ...positionOf(loadedCase, path),
      })),
    })),
    (_, value) => (typeof value === 'string' ? toValidText(value) : value),
    2,
  )}\n`

/** Renders Test Anything Protocol (TAP) 14. */
const renderTap = (results: CaseResult[]): string => {
  const lines = results.flatMap(({ loadedCase, milliseconds, failures }, index) => [
    `${failures.length === 0 ? 'ok' : 'not ok'} ${index + 1} - ${escapeTap(`${loadedCase.source.file}: ${loadedCase.testCase.name}`)}`,
    '  ---',
    `  duration_ms: ${Math.round(milliseconds)}`,
    ...failures.flatMap((failure, failureIndex) => [
      ...(failureIndex === 0 ? ['  failures:'] : []),
      `    - ${JSON.stringify({ at: `${loadedCase.source.file}:${positionOf(loadedCase, failure.path).line}`, message: toValidText(describeFailure(failure)) })}`,
    ]),
    '  ...',
  ])
  return `TAP version 14\n1..${results.length}\n${lines.map(line => `${line}\n`).join('')}`
}

const escapeTap = (text: string): string => text.replace(/[\\#]/g, '\\$&').replace(/\s+/g, ' ')

const formatSeconds = (milliseconds: number): string => (milliseconds / 1000).toFixed(3)

const formatTotalTime = (results: CaseResult[]): string =>
  formatSeconds(results.reduce((total, { milliseconds }) => total + milliseconds, 0))

const countFailed = (results: CaseResult[]): number =>
  results.filter(({ failures }) => failures.length > 0).length

/** Renders the XML that continuous integration systems read: one `testsuite` for each test file. */
const renderJunit = (results: CaseResult[]): string => {
  const files = new Set(results.map(({ loadedCase }) => loadedCase.source.file))
  const suites = [...files].map(file => {
    const fileResults = results.filter(({ loadedCase }) => loadedCase.source.file === file)
    return `  <testsuite name="${escapeXml(file)}" tests="${fileResults.length}" failures="${countFailed(fileResults)}" time="${formatTotalTime(fileResults)}">\n${fileResults.map(renderTestcase).join('')}  </testsuite>\n`
  })
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="plugin-test" tests="${results.length}" failures="${countFailed(results)}" time="${formatTotalTime(results)}">
${suites.join('')}</testsuites>
`
}

const renderTestcase = ({ loadedCase, milliseconds, failures }: CaseResult): string => {
  const { file } = loadedCase.source
  const { line } = positionOf(loadedCase, ['cases', loadedCase.index])
  const openingTag = `    <testcase classname="${escapeXml(file)}" name="${escapeXml(loadedCase.testCase.name)}" file="${escapeXml(file)}" line="${line}" time="${formatSeconds(milliseconds)}"`
  if (failures.length === 0) return `${openingTag}/>\n`
  const failureElements = failures.map(
    failure =>
      `      <failure message="${escapeXml(failure.check)}">${escapeXml(describeFailure(failure))}</failure>\n`,
  )
  return `${openingTag}>\n${failureElements.join('')}    </testcase>\n`
}

/** Escapes text for XML. XML 1.0 cannot represent control characters. */
const escapeXml = (text: string): string =>
  toValidText(text)
    .replace(/[^\P{Cc}\t\n]/gu, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')

/** Renders workflow commands that make GitHub annotate the lines of a pull request. */
const renderGithub = (results: CaseResult[]): string =>
  results
    .flatMap(({ loadedCase, failures }) =>
      failures.map(failure => {
        const { line, column } = positionOf(loadedCase, failure.path)
        const title = `plugin-test: ${loadedCase.testCase.name}`
        const properties = Object.entries({
          file: loadedCase.source.file,
          line,
          col: column,
          title,
        })
        const assignments = properties.map(
          ([key, value]) => `${key}=${escapeProperty(String(value))}`,
        )
        return `::error ${assignments.join(',')}::${escapeData(toValidText(describeFailure(failure)))}\n`
      }),
    )
    .join('')

/** Renderers, keyed by `--output` value. */
export const renderers: Record<string, Renderer> = {
  table: { renderCase, renderAll: renderSummary },
  json: { renderAll: renderJson },
  junit: { renderAll: renderJunit },
  tap: { renderAll: renderTap },
  github: { renderAll: renderGithub },
}
