import type { Finding } from './finding.mts'
import { lintText } from './lint.fixture.mts'
import { type RuleExample, ruleExamples } from './rule-examples.fixture.mts'
import { lintRules, type RuleName } from './rules.mts'

const intro = `# Lint rules

This page is for you if \`plugin-lint\` has reported a finding. For each rule, it shows the problem, a small
example, the effect in NPD, and the fix. The page is generated from the rules and their examples. If you change a rule,
run \`npx vitest run lib/plugins/lint/rules.test.mts -u\`.

## Suppress a warning

Errors cannot be suppressed. To suppress a warning, name the rule and give a reason. A suppression without a reason, or
one that has no effect, is itself reported as a finding.

- In a script or in YAML, put a comment on the line above the reported line, or at the end of that line:
  \`# plugin-lint-disable unbounded: this demo shows a hanging plugin\`
- A definition is JSON and cannot contain comments. Add a field to the JSON object that the warning refers to. NPD
  ignores this field:
  \`"plugin-lint-disable": {"shared-condition": "both rules test the same disk"}\`
`

const outro = `
## Next

- [Write a plugin](write-a-plugin.md)
- [Troubleshooting](troubleshooting.md)
`

/** Returns the finding of a rule in its example. Rejects if the example has no such finding. */
export const findExampleFinding = async (
  name: RuleName,
  { file }: RuleExample,
): Promise<Finding> => {
  const findings = await lintText(file)
  const found = findings.find(({ rule }) => rule === name)
  if (found) return found
  throw new Error(`The example of ${name} produces ${findings.map(({ rule }) => rule).join(', ')}`)
}

/** The programs whose messages the rules without an example show. */
const toolDescriptions: Partial<Record<RuleName, string>> = {
  'shell-syntax': '`bash -n`',
  shellcheck: '`shellcheck`, and a link to its explanation',
}

const toSentence = (clause: string): string =>
  `${clause.charAt(0).toUpperCase()}${clause.slice(1)}.`

const renderRule = async (name: RuleName): Promise<string> => {
  const { severity, description } = lintRules[name]
  const heading = `\n### ${name}\n\n${description} (${severity})\n`
  const example = ruleExamples[name]
  if (!example) return `${heading}\nThe finding shows the message from ${toolDescriptions[name]}.\n`
  const { effect, fix } = await findExampleFinding(name, example)
  const fence = `\`\`\`${example.language}\n${example.excerpt}\n\`\`\``
  return `${heading}\n${fence}\n\n- Effect: ${toSentence(effect)}\n- Fix: ${toSentence(fix)}\n`
}

/** Renders docs/lint-rules.md. */
export const renderRulesPage = async (): Promise<string> => {
  const allNames = Object.keys(lintRules) as RuleName[]
  const sections = await Promise.all(
    (['error', 'warning'] as const).map(async severity => {
      const names = allNames.filter(name => lintRules[name].severity === severity)
      const rules = await Promise.all(names.map(renderRule))
      return `\n## ${severity === 'error' ? 'Errors' : 'Warnings'}\n${rules.join('')}`
    }),
  )
  return `${intro}${sections.join('')}${outro}`
}
