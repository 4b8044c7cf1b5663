import { type Finding, type FindingText, findingAt } from './finding.mts'
import { isRuleName, lintRules } from './rules.mts'
import type { Suppression } from './suppressions.mts'

/** The findings without the suppressed ones, and findings about the suppressions themselves. */
export const applySuppressions = (
  findings: Finding[],
  suppressions: Suppression[],
  mayBeUnused: (rule: string) => boolean = () => false,
): Finding[] => {
  const used = new Set<Suppression>()
  const left = findings.filter(finding => {
    const found = suppressions.filter(
      suppression =>
        findFault(suppression) === undefined &&
        suppression.rule === finding.rule &&
        suppression.covers(finding),
    )
    for (const suppression of found) used.add(suppression)
    return found.length === 0
  })
  const faults = suppressions.flatMap(suppression => {
    const isIdle = !used.has(suppression) && !mayBeUnused(suppression.rule)
    const words = findFault(suppression) ?? (isIdle ? unused(suppression) : undefined)
    return words ? findingAt(suppression.file, suppression.position, words) : []
  })
  return [...left, ...faults]
}

/** Returns the text of the finding if the suppression is invalid. */
const findFault = ({ rule, reason }: Suppression): FindingText | undefined => {
  if (!isRuleName(rule) || rule.startsWith('suppression-'))
    return {
      rule: 'suppression-unknown-rule',
      message:
        rule === ''
          ? 'the suppression does not name a rule'
          : `the rule \`${rule}\` does not exist`,
      effect: 'it has no effect',
      fix: 'use the rule name from the finding: `plugin-lint-disable RULE: reason`',
    }
  if (lintRules[rule].severity === 'error')
    return {
      rule: 'suppression-unknown-rule',
      message: `\`${rule}\` is an error and cannot be suppressed`,
      effect: 'NPD still does not start',
      fix: 'fix the error',
    }
  if (reason !== '') return undefined
  return {
    rule: 'suppression-without-reason',
    message: `\`${rule}\` is suppressed without a reason`,
    effect: 'the suppression is ignored',
    fix: `add a reason: \`plugin-lint-disable ${rule}: reason\``,
  }
}

const unused = ({ rule }: Suppression): FindingText => ({
  rule: 'suppression-unused',
  message: `no finding of \`${rule}\` is suppressed here`,
  effect: 'it would hide a later finding',
  fix: 'remove it',
})
