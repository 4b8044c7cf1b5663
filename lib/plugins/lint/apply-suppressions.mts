import { createFindingAt, type Finding, type FindingDetails } from './finding.mts'
import { isRuleName, lintRules } from './rules.mts'
import type { Suppression } from './suppressions.mts'

/** Returns the findings that are not suppressed, and a finding for each invalid or unused suppression. */
export const applySuppressions = (
  findings: Finding[],
  suppressions: Suppression[],
  mayBeUnused: (rule: string) => boolean = () => false,
): Finding[] => {
  const used = new Set<Suppression>()
  const remaining = findings.filter(finding => {
    const matching = suppressions.filter(
      suppression =>
        checkSuppression(suppression) === undefined &&
        suppression.rule === finding.rule &&
        suppression.covers(finding),
    )
    for (const suppression of matching) used.add(suppression)
    return matching.length === 0
  })
  const suppressionFindings = suppressions.flatMap(suppression => {
    const isUnused = !used.has(suppression) && !mayBeUnused(suppression.rule)
    const details =
      checkSuppression(suppression) ??
      (isUnused ? describeUnusedSuppression(suppression) : undefined)
    return details ? createFindingAt(suppression.file, suppression.position, details) : []
  })
  return [...remaining, ...suppressionFindings]
}

/** Returns the finding about an invalid suppression, or undefined for a valid one. */
const checkSuppression = ({ rule, reason }: Suppression): FindingDetails | undefined => {
  if (!isRuleName(rule) || rule.startsWith('suppression-'))
    return {
      rule: 'suppression-unknown-rule',
      message:
        rule === ''
          ? 'this suppression does not name a rule'
          : `the rule \`${rule}\` does not exist or cannot be suppressed`,
      effect: 'the suppression has no effect',
      fix: 'write `plugin-lint-disable RULE: reason`, with the rule name from the finding',
    }
  if (lintRules[rule].severity === 'error')
    return {
      rule: 'suppression-unknown-rule',
      message: `\`${rule}\` reports errors, which cannot be suppressed`,
      effect: 'NPD still does not start',
      fix: 'fix the error',
    }
  if (reason !== '') return undefined
  return {
    rule: 'suppression-without-reason',
    message: `the suppression of \`${rule}\` has no reason`,
    effect: '`plugin-lint` ignores the suppression',
    fix: `add the reason: \`plugin-lint-disable ${rule}: reason\``,
  }
}

const describeUnusedSuppression = ({ rule }: Suppression): FindingDetails => ({
  rule: 'suppression-unused',
  message: `the suppression does not match any finding of \`${rule}\``,
  effect: 'the suppression could hide a finding in the future',
  fix: 'remove it',
})
