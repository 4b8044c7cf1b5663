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

const positionOf = ({ source }: CaseResult['loaded'], path: (string | number)[]) =>
  source.positionOf(path)

const describe = ({ what, run, expected, actual, fix }: Failure): string =>
  [`run ${run}: ${what}`, `expected: ${expected}`, `actual: ${actual}`, ...(fix ? [fix] : [])].join(
    '\n',
  )

const renderJson = (results: CaseResult[]): string =>
  `${JSON.stringify(
    results.map(({ loaded, milliseconds, failures }) => ({
      file: loaded.source.file,
      ...positionOf(loaded, ['cases', loaded.index]),
      name: loaded.testCase.name,
      passed: failures.length === 0,
      milliseconds: Math.round(milliseconds),
      failures: failures.map(({ path, update, ...failure }) => ({
        ...failure,
        ...positionOf(loaded, path),
      })),
    })),
    (_, value) => (typeof value === 'string' ? toValidText(value) : value),
    2,
  )}\n`

/** Test Anything Protocol 14. */
const renderTap = (results: CaseResult[]): string => {
  const lines = results.flatMap(({ loaded, milliseconds, failures }, index) => [
    `${failures.length === 0 ? 'ok' : 'not ok'} ${index + 1} - ${escapeTap(`${loaded.source.file}: ${loaded.testCase.name}`)}`,
    '  ---',
    `  duration_ms: ${Math.round(milliseconds)}`,
    ...failures.flatMap((failure, at) => [
      ...(at === 0 ? ['  failures:'] : []),
      `    - ${JSON.stringify({ at: `${loaded.source.file}:${positionOf(loaded, failure.path).line}`, message: toValidText(describe(failure)) })}`,
    ]),
    '  ...',
  ])
  return `TAP version 14\n1..${results.length}\n${lines.map(line => `${line}\n`).join('')}`
}

const escapeTap = (text: string): string => text.replace(/[\\#]/g, '\\$&').replace(/\s+/g, ' ')

const seconds = (milliseconds: number): string => (milliseconds / 1000).toFixed(3)

const sum = (results: CaseResult[]): string =>
  seconds(results.reduce((total, { milliseconds }) => total + milliseconds, 0))

const countFailed = (results: CaseResult[]): number =>
  results.filter(({ failures }) => failures.length > 0).length

/** The XML that continuous integration systems read: one `testsuite` for each test file. */
const renderJunit = (results: CaseResult[]): string => {
  const files = new Set(results.map(({ loaded }) => loaded.source.file))
  const suites = [...files].map(file => {
    const own = results.filter(({ loaded }) => loaded.source.file === file)
    return `  <testsuite name="${escapeXml(file)}" tests="${own.length}" failures="${countFailed(own)}" time="${sum(own)}">\n${own.map(renderTestcase).join('')}  </testsuite>\n`
  })
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="plugin-test" tests="${results.length}" failures="${countFailed(results)}" time="${sum(results)}">
${suites.join('')}</testsuites>
`
}

const renderTestcase = ({ loaded, milliseconds, failures }: CaseResult): string => {
  const { file } = loaded.source
  const { line } = positionOf(loaded, ['cases', loaded.index])
  const head = `    <testcase classname="${escapeXml(file)}" name="${escapeXml(loaded.testCase.name)}" file="${escapeXml(file)}" line="${line}" time="${seconds(milliseconds)}"`
  if (failures.length === 0) return `${head}/>\n`
  const inner = failures.map(
    failure =>
      `      <failure message="${escapeXml(failure.what)}">${escapeXml(describe(failure))}</failure>\n`,
  )
  return `${head}>\n${inner.join('')}    </testcase>\n`
}

/** XML 1.0 has no way to write control characters. */
const escapeXml = (text: string): string =>
  toValidText(text)
    .replace(/[^\P{Cc}\t\n]/gu, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')

/** Workflow commands that make GitHub annotate the lines of a pull request. */
const renderGithub = (results: CaseResult[]): string =>
  results
    .flatMap(({ loaded, failures }) =>
      failures.map(failure => {
        const { line, column } = positionOf(loaded, failure.path)
        const title = `plugin-test: ${loaded.testCase.name}`
        const properties = Object.entries({ file: loaded.source.file, line, col: column, title })
        const list = properties.map(([key, value]) => `${key}=${escapeProperty(String(value))}`)
        return `::error ${list.join(',')}::${escapeData(toValidText(describe(failure)))}\n`
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
