import { posix } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Finding } from './finding.mts'
import { docsLinkOf, lintRules } from './rules.mts'

const schemaUrl =
  'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json'

/** Renders the findings as a SARIF 2.1.0 log, which code scanning and editors can read. */
export const renderSarif = (findings: Finding[]): string => {
  const rules = Object.entries(lintRules).map(([id, { severity, description }]) => ({
    id,
    shortDescription: { text: description },
    help: { text: `See ${docsLinkOf(id)}.` },
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
          artifactLocation: { uri: toUri(file) },
          region: { startLine: position.line, startColumn: position.column },
        },
      },
    ],
  }))
  const log = {
    $schema: schemaUrl,
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

/** Returns the URI of a file. A relative path stays relative to the root of the checkout. */
const toUri = (file: string): string =>
  posix.isAbsolute(file)
    ? pathToFileURL(file).href
    : file.split('/').map(encodeURIComponent).join('/')
