import { type Finding, type FindingText, findingAt } from './finding.mts'
import { isRuleName, lintRules } from './rules.mts'
import type { Silence } from './silences.mts'

/** The findings that nobody has silenced, and those over the silencings themselves. */
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

/** Why it does not count. */
const findFault = ({ rule, reason }: Silence): FindingText | undefined => {
  if (!isRuleName(rule) || rule.startsWith('silence-'))
    return {
      rule: 'silence-unknown-rule',
      message: rule === '' ? 'this silences no rule' : `there is no rule \`${rule}\` to silence`,
      effect: 'it silences nothing',
      fix: 'write the name that stands in the finding: `plugin-lint-disable RULE: reason`',
    }
  if (lintRules[rule].severity === 'error')
    return {
      rule: 'silence-unknown-rule',
      message: `\`${rule}\` is an error, which cannot be silenced`,
      effect: 'node-problem-detector would not start all the same',
      fix: 'mend the error',
    }
  if (reason !== '') return undefined
  return {
    rule: 'silence-without-reason',
    message: `\`${rule}\` is silenced without a reason`,
    effect: 'it does not count',
    fix: `write why: \`plugin-lint-disable ${rule}: reason\``,
  }
}

const unused = ({ rule }: Silence): FindingText => ({
  rule: 'silence-unused',
  message: `there is no finding of \`${rule}\` that this would silence`,
  effect: 'it would hide one that comes later',
  fix: 'remove it',
})
