import type { ChalkInstance } from 'chalk'
import { renderCount } from '../../cli/join-words.mts'
import { escapeControlCharacters } from '../../cli/printable.mts'
import type { Finding } from './finding.mts'
import { docsLinkOf } from './rules.mts'
import { renderSarif } from './sarif.mts'

export type Render = (findings: Finding[], colors: ChalkInstance) => string

/**
 * Renders three lines for each finding. The first has the position, severity, rule, message and effect, the second
 * the fix, and the third the link to the documentation.
 */
const renderTable: Render = (findings, colors) => {
  const locations = findings.map(formatLocation)
  const maxWidth = (texts: string[]) => Math.max(0, ...texts.map(({ length }) => length))
  const locationWidth = maxWidth(locations)
  const ruleWidth = maxWidth(findings.map(({ rule }) => rule))
  const indent = ' '.repeat(locationWidth + ruleWidth + 13)
  return findings
    .map(({ severity, rule, message, effect, fix }, index) => {
      const color = severity === 'error' ? colors.red : colors.yellow
      const firstLine = `${(locations[index] ?? '').padEnd(locationWidth)}  ${color(severity.padEnd(7))}  ${rule.padEnd(ruleWidth)}`
      return `${firstLine}  ${escapeControlCharacters(`${message}: ${effect}`)}\n${indent}${colors.dim(escapeControlCharacters(fix))}\n${indent}${colors.dim(docsLinkOf(rule))}\n`
    })
    .join('')
}

const formatLocation = ({ file, position: { line, column } }: Finding): string =>
  `${escapeControlCharacters(file)}:${line}:${column}`

const renderJson: Render = findings =>
  `${JSON.stringify(
    findings.map(({ position: { line, column }, source, ...finding }) => ({
      ...finding,
      docs: docsLinkOf(finding.rule),
      line,
      column,
    })),
    null,
    2,
  )}\n`

/** Renders workflow commands that make GitHub annotate the lines of a pull request. */
const renderGithub: Render = findings =>
  findings
    .map(({ severity, rule, file, position: { line, column }, message, effect, fix }) => {
      const properties = Object.entries({ file, line, col: column, title: `plugin-lint ${rule}` })
      const assignments = properties.map(
        ([key, value]) => `${key}=${escapeProperty(String(value))}`,
      )
      return `::${severity} ${assignments.join(',')}::${escapeData(`${message}: ${effect}\n${fix}\n${docsLinkOf(rule)}`)}\n`
    })
    .join('')

export const escapeData = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')

export const escapeProperty = (text: string): string =>
  escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')

/** Renderers, keyed by `--output` value. */
export const renderers: Record<string, Render> = {
  table: renderTable,
  json: renderJson,
  sarif: findings => renderSarif(findings),
  github: renderGithub,
}

/** Returns a summary such as `1 error, 2 warnings`. */
export const renderSummary = (findings: Finding[]): string =>
  (['error', 'warning'] as const)
    .map(severity =>
      renderCount(findings.filter(finding => finding.severity === severity).length, severity),
    )
    .join(', ')
