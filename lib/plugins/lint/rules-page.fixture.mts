import type { Finding } from './finding.mts'
import { lintText } from './lint.fixture.mts'
import { type RuleExample, ruleExamples } from './rule-examples.fixture.mts'
import { lintRules, type RuleName } from './rules.mts'

const intro = `# Lint rules

This page is for you if \`plugin-lint\` has reported a finding. For each rule it shows what the rule finds, a small
example, the effect in NPD, and the fix. The page is generated from the rules and their examples. If you change a rule,
run \`npx vitest run lib/plugins/lint/rules.test.mts -u\`.

## Suppress a warning

Errors cannot be suppressed. To suppress a warning, name the rule and give a reason. A suppression without a reason, or
one that has no effect, is a finding itself.

- In a script or in YAML, put a comment above the line or at its end:
  \`# plugin-lint-disable unbounded: this demo shows a hanging plugin\`
- In a definition, which is JSON, add a field to the object. NPD ignores it:
  \`"plugin-lint-disable": {"shared-condition": "both rules test the same disk"}\`
`

const outro = `
## Next

- [Write a plugin](write-a-plugin.md)
- [Troubleshooting](troubleshooting.md)
`

/** Returns the finding of a rule in its example. Rejects if the example has no such finding. */
export const findExample = async (name: RuleName, { file }: RuleExample): Promise<Finding> => {
  const findings = await lintText(file)
  const found = findings.find(({ rule }) => rule === name)
  if (found) return found
  throw new Error(`The example of ${name} gives ${findings.map(({ rule }) => rule).join(', ')}`)
}

/** The programs that check the rules without an example on the page. */
const toolOf: Partial<Record<RuleName, string>> = {
  'shell-syntax': '`bash -n`',
  shellcheck: '`shellcheck`, and a link to its explanation',
}

const sentence = (clause: string): string => `${clause.charAt(0).toUpperCase()}${clause.slice(1)}.`

const renderRule = async (name: RuleName): Promise<string> => {
  const { severity, about } = lintRules[name]
  const head = `\n### ${name}\n\n${about} (${severity})\n`
  const example = ruleExamples[name]
  if (!example) return `${head}\nThe finding shows the message of ${toolOf[name]}.\n`
  const { effect, fix } = await findExample(name, example)
  const fence = `\`\`\`${example.language}\n${example.shown}\n\`\`\``
  return `${head}\n${fence}\n\n- Effect: ${sentence(effect)}\n- Fix: ${sentence(fix)}\n`
}

/** Renders docs/lint-rules.md. */
export const renderRulesPage = async (): Promise<string> => {
  const names = Object.keys(lintRules) as RuleName[]
  const sections = await Promise.all(
    (['error', 'warning'] as const).map(async severity => {
      const own = names.filter(name => lintRules[name].severity === severity)
      const rules = await Promise.all(own.map(renderRule))
      return `\n## ${severity === 'error' ? 'Errors' : 'Warnings'}\n${rules.join('')}`
    }),
  )
  return `${intro}${sections.join('')}${outro}`
}
