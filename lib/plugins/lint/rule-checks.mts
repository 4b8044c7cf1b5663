import { formatDuration } from '../../npd/go/duration.mts'
import { quote } from '../../npd/go/quote.mts'
import { fileAt, isMounted } from '../plugin-files.mts'
import type { DefinitionInput, PathFinding } from './definition-input.mts'

type Rule = DefinitionInput['config']['rules'][number]

/** Checks each rule on its own. */
export const checkRules = (input: DefinitionInput): PathFinding[] =>
  input.config.rules.flatMap((rule, index) =>
    // A null rule is reported as an error.
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
            message: 'a temporary rule does not set a condition',
            effect: 'NPD ignores the condition and writes only events',
            fix: 'remove it, or change the type to "permanent"',
          },
        ]
  const isKnown = config.defaultConditions.some(each => each.type === condition)
  return [
    {
      rule: 'rule-type',
      key: 'type',
      message: `the type ${quote(type)} is not "permanent" or "temporary"`,
      effect: isKnown
        ? 'NPD treats the rule as permanent, but does not check it at start'
        : `NPD treats the rule as permanent, but "conditions" has no ${quote(condition)}, so the result of the script is lost`,
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
          effect: 'NPD logs `Error in starting plugin` instead of starting the script',
          fix: 'make it longer than zero, or remove it',
        },
      ]

const isWindows = (path: string): boolean => /^[A-Za-z]:\\/.test(path)

const checkPath: RuleCheck = ({ path }, { files, contents }) => {
  const file = fileAt(files, path)
  // A path that certainly does not exist is reported as an error.
  if (path === '' || isWindows(path) || (isMounted(files, path) && !file)) return []
  if (file?.mode !== undefined && (file.mode & 0o111) === 0)
    return [
      {
        rule: 'not-executable',
        key: 'path',
        message: `${path} is not executable (mode ${file.mode.toString(8)})`,
        effect: 'each run fails with `permission denied`, so the condition is Unknown',
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
      message: `${quote(path)} is not mounted and not known to be in the image`,
      effect: 'NPD does not start if the file is missing',
      fix: path.includes('/')
        ? 'correct the path, or add it to image/contents.txt'
        : 'write an absolute path, or one that starts with `./` (relative to /); NPD does not search PATH',
    },
  ]
}

/** A definition on its own does not show which files are mounted beside it. */
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
      effect: 'the reason does not show whether there is a problem',
      fix: 'name the problem here, and the healthy state in "conditions"',
    },
  ]
}
