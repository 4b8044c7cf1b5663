import { formatDuration } from '../../npd/go/duration.mts'
import { quote } from '../../npd/go/quote.mts'
import { isShipped } from '../../npd/shipped-files.mts'
import { absolutePath, fileAt, isInKnownFolder, isInOpaqueMount } from '../plugin-files.mts'
import type { DefinitionInput, PathFinding } from './definition-input.mts'

type Rule = DefinitionInput['config']['rules'][number]

/** Checks each rule separately. */
export const checkRules = (input: DefinitionInput): PathFinding[] =>
  input.config.rules.flatMap((rule, index) =>
    // The error `null-rule` already reports a null rule.
    input.definition.parsed.problems.some(
      ({ rule: name, path }) => name === 'null-rule' && path[1] === index,
    )
      ? []
      : [checkType, checkTimeout, checkPath, checkReason]
          .flatMap(check => check(rule, input))
          .map(({ key, ...details }) => ({ ...details, path: ['rules', index, key] })),
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
            effect: 'NPD ignores the field: the rule only creates events',
            fix: 'remove it, or change the type of the rule to "permanent"',
          },
        ]
  const hasCondition = config.defaultConditions.some(
    defaultCondition => defaultCondition.type === condition,
  )
  return [
    {
      rule: 'rule-type',
      key: 'type',
      message: `the type ${quote(type)} is neither "permanent" nor "temporary"`,
      effect: hasCondition
        ? 'NPD treats the rule as permanent, but does not validate it as a permanent rule'
        : `NPD treats the rule as permanent, but does not validate it. ${quote(condition)} is missing from "conditions", so the result of the script is lost`,
      fix: 'write "permanent" to set a condition or "temporary" to create events',
    },
  ]
}

const checkTimeout: RuleCheck = ({ timeout }) =>
  timeout === undefined || timeout > 0n
    ? []
    : [
        {
          rule: 'zero-timeout',
          key: 'timeout',
          message: `the timeout is ${formatDuration(timeout)}`,
          effect:
            'at every interval, NPD logs `Error in starting plugin` instead of running the script',
          fix: 'set a timeout above zero, or remove it',
        },
      ]

const isWindowsPath = (path: string): boolean => /^[A-Za-z]:\\/.test(path)

const checkPath: RuleCheck = ({ path }, { files, imageContents }) => {
  const file = fileAt(files, path)
  // The error `missing-path` already reports a script that is missing from a mounted folder.
  if (path === '' || isWindowsPath(path) || (isInKnownFolder(files, path) && !file)) return []
  if (file?.mode !== undefined && (file.mode & 0o111) === 0)
    return [
      {
        rule: 'not-executable',
        key: 'path',
        message: `${path} has mode ${file.mode.toString(8)}, which is not executable`,
        effect:
          'NPD starts, but each run fails with `permission denied`, so NPD sets the status to Unknown',
        fix:
          files.inputType === 'manifest'
            ? 'set `defaultMode: 0755` on the volume of the ConfigMap'
            : `run \`chmod +x ${file.file}\``,
      },
    ]
  const isInImage = imageContents.hasFile(path) || isShipped(absolutePath(path), files.npdVersion)
  const mayBeMounted = files.inputType === 'definition' || isInOpaqueMount(files, path)
  if (file || (isInImage && !isHiddenByMount(files, path)) || mayBeMounted) return []
  return [
    {
      rule: 'not-in-image',
      key: 'path',
      message: `${quote(path)} is not mounted, and is not known to be in the image`,
      effect: 'if the file is missing from the image, NPD does not start',
      fix: path.includes('/')
        ? 'mount the file or correct the path; if your image contains the file, list its path in image/contents.txt, or in a file that you pass with --commands'
        : 'write an absolute path, or a path relative to / that starts with `./`: NPD does not search PATH',
    },
  ]
}

/** Whether a mount hides the image's file at this path. */
const isHiddenByMount = ({ hidingMounts }: DefinitionInput['files'], path: string): boolean =>
  hidingMounts.some(mount => absolutePath(path).startsWith(`${mount.path}/`))

const checkReason: RuleCheck = ({ type, condition, reason }, { config }) => {
  if (type === 'temporary') return []
  const defaultCondition = config.defaultConditions.find(candidate => candidate.type === condition)
  if (defaultCondition?.reason !== reason || reason === '') return []
  return [
    {
      rule: 'same-reason',
      key: 'reason',
      message: `${quote(reason)} is also the reason for the healthy state`,
      effect: 'the reason does not show whether there is a problem',
      fix: 'in the rule, use a reason that names the problem; in `conditions`, one that names the healthy state',
    },
  ]
}
