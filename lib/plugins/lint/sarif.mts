import { posix } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Finding } from './finding.mts'
import { docsOf, lintRules } from './rules.mts'

const schema =
  'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json'

/** Renders the findings as a SARIF 2.1.0 log, which code scanning and editors can read. */
export const renderSarif = (findings: Finding[]): string => {
  const rules = Object.entries(lintRules).map(([id, { severity, about }]) => ({
    id,
    shortDescription: { text: about },
    help: { text: `See ${docsOf(id)}.` },
    defaultConfiguration: { level: severity },
  }))
  const results = findings.map(({ rule, severity, file, position, message, effect, fix }) => ({
    ruleId: rule,
    ruleIndex: rules.findIndex(({ id }) => id === rule),
    level: severity,
    message: { text: `${message}: ${effect}. Fix: ${fix}.` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: uriOf(file) },
          region: { startLine: position.line, startColumn: position.column },
        },
      },
    ],
  }))
  const log = {
    $schema: schema,
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'plugin-lint', rules } },
        columnKind: 'utf16CodeUnits',
        results,
      },
    ],
  }
  return `${JSON.stringify(log, null, 2)}\n`
}

/** Keeps a relative path relative, so that it resolves from the root of the checkout. */
const uriOf = (file: string): string =>
  posix.isAbsolute(file)
    ? pathToFileURL(file).href
    : file.split('/').map(encodeURIComponent).join('/')
