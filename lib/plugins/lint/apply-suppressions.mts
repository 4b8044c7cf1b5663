import { type Finding, type FindingText, findingAt } from './finding.mts'
import { isRuleName, lintRules } from './rules.mts'
import type { Silence } from './suppressions.mts'

/** Returns the findings that are not suppressed, and the findings about the suppressions. */
export const applySilences = (
  findings: Finding[],
  silences: Silence[],
  mayBeUnused: (rule: string) => boolean = () => false,
): Finding[] => {
  const used = new Set<Silence>()
  const left = findings.filter(finding => {
    const found = silences.filter(
      silence =>
        findFault(silence) === undefined &&
        silence.rule === finding.rule &&
        silence.covers(finding),
    )
    for (const silence of found) used.add(silence)
    return found.length === 0
  })
  const faults = silences.flatMap(silence => {
    const isIdle = !used.has(silence) && !mayBeUnused(silence.rule)
    const words = findFault(silence) ?? (isIdle ? unused(silence) : undefined)
    return words ? findingAt(silence.file, silence.position, words) : []
  })
  return [...left, ...faults]
}

/** Returns the finding about a suppression that is not valid. */
const findFault = ({ rule, reason }: Silence): FindingText | undefined => {
  if (!isRuleName(rule) || rule.startsWith('silence-'))
    return {
      rule: 'silence-unknown-rule',
      message:
        rule === ''
          ? 'this suppression names no rule'
          : `the rule \`${rule}\` does not exist or cannot be suppressed`,
      effect: 'it suppresses nothing',
      fix: 'copy the name of the rule from the finding: `plugin-lint-disable RULE: reason`',
    }
  if (lintRules[rule].severity === 'error')
    return {
      rule: 'silence-unknown-rule',
      message: `\`${rule}\` is an error and cannot be suppressed`,
      effect: 'node-problem-detector would still not start',
      fix: 'fix the error',
    }
  if (reason !== '') return undefined
  return {
    rule: 'silence-without-reason',
    message: `the suppression of \`${rule}\` has no reason`,
    effect: 'plugin-lint ignores the suppression',
    fix: `add the reason: \`plugin-lint-disable ${rule}: reason\``,
  }
}

const unused = ({ rule }: Silence): FindingText => ({
  rule: 'silence-unused',
  message: `the suppression matches no finding of \`${rule}\``,
  effect: 'it would hide a future finding',
  fix: 'remove it',
})
