import { formatDuration } from '../../npd/go/duration.mts'
import { quote } from '../../npd/go/quote.mts'
import { fileAt, isMounted } from '../plugin-files.mts'
import type { DefinitionInput, PathFinding } from './definition-input.mts'

type Rule = DefinitionInput['config']['rules'][number]

/** What each rule says for itself. */
export const checkRules = (input: DefinitionInput): PathFinding[] =>
  input.config.rules.flatMap((rule, index) =>
    // An error says already that there is no rule.
    input.definition.parsed.problems.some(
      ({ rule: name, path }) => name === 'null-rule' && path[1] === index,
    )
      ? []
      : [checkType, checkTime, checkPath, checkReason]
          .flatMap(check => check(rule, input))
          .map(({ key, ...words }) => ({ ...words, path: ['rules', index, key] })),
  )

type RuleCheck = (
  rule: Rule,
  input: DefinitionInput,
) => (Omit<PathFinding, 'path'> & { key: string })[]

const checkType: RuleCheck = ({ type, condition }, { config }) => {
  if (type === 'permanent') return []
  if (type === 'temporary')
    return condition === ''
      ? []
      : [
          {
            rule: 'ignored-field',
            key: 'condition',
            message: 'a temporary rule sets no condition',
            effect: 'NPD ignores it: the rule makes events only',
            fix: 'remove it, or make the rule "permanent"',
          },
        ]
  const isKnown = config.defaultConditions.some(each => each.type === condition)
  return [
    {
      rule: 'rule-type',
      key: 'type',
      message: `the type ${quote(type)} is neither "permanent" nor "temporary"`,
      effect: isKnown
        ? 'NPD treats the rule as permanent, and does not check it as one'
        : `NPD treats the rule as permanent and checks nothing: "conditions" has no ${quote(condition)}, so the script runs and nothing ever comes of it`,
      fix: 'write "permanent" for a condition, "temporary" for events',
    },
  ]
}

const checkTime: RuleCheck = ({ timeout }) =>
  timeout === undefined || timeout > 0n
    ? []
    : [
        {
          rule: 'no-time',
          key: 'timeout',
          message: `the timeout is ${formatDuration(timeout)}`,
          effect: 'the script is never started: `Error in starting plugin`, each time',
          fix: 'make it longer than zero, or leave it out',
        },
      ]

const isWindows = (path: string): boolean => /^[A-Za-z]:\\/.test(path)

const checkPath: RuleCheck = ({ path }, { files, contents }) => {
  const file = fileAt(files, path)
  // Paths that are not there are errors, where that is certain.
  if (path === '' || isWindows(path) || (isMounted(files, path) && !file)) return []
  if (file?.mode !== undefined && (file.mode & 0o111) === 0)
    return [
      {
        rule: 'not-executable',
        key: 'path',
        message: `${path} has the mode ${file.mode.toString(8)}: nobody may execute it`,
        effect: 'NPD starts, and each run fails with `permission denied`: Unknown',
        fix:
          files.kind === 'manifest'
            ? 'set `defaultMode: 0755` on the volume of the ConfigMap'
            : `\`chmod +x ${file.file}\``,
      },
    ]
  if (file || contents.hasFile(path) || (files.kind !== 'values' && isOurMount(path))) return []
  return [
    {
      rule: 'not-in-image',
      key: 'path',
      message: `${quote(path)} is neither mounted nor known to be in the image`,
      effect: 'if it is not there, NPD does not start',
      fix: path.includes('/')
        ? 'correct it, or say in image/contents.txt that the image has it'
        : 'write a path from /, or with ./ from there: NPD does not look in PATH',
    },
  ]
}

/** Of a definition alone nobody knows what is mounted beside it. */
const isOurMount = (path: string): boolean => /^(\.\/|\/)?custom-config\//.test(path)

const checkReason: RuleCheck = ({ type, condition, reason }, { config }) => {
  if (type === 'temporary') return []
  const healthy = config.defaultConditions.find(each => each.type === condition)
  if (healthy?.reason !== reason || reason === '') return []
  return [
    {
      rule: 'same-reason',
      key: 'reason',
      message: `${quote(reason)} is also the reason of the healthy state`,
      effect: 'whoever reads the reason cannot tell a problem from its absence',
      fix: 'name the problem here, and what is well in "conditions"',
    },
  ]
}
