import { joinWords } from '../../cli/join-words.mts'
import { isKubeletType } from '../../conditions/silence/kubelet-types.mts'
import { findOffset } from '../../npd/go/json-decode.mts'
import { quote } from '../../npd/go/quote.mts'
import { isValidTagValue } from '../../npd/problem-metrics.mts'
import type { Definition } from '../plugin-files.mts'
import type { DefinitionInput, PathFinding } from './definition-input.mts'
import { parseDefinition } from './definition-input.mts'
import { createFindingIn, type Finding } from './finding.mts'

/** Checks the names of conditions and reasons, and which rules set each condition. */
export const checkConditions = (input: DefinitionInput): PathFinding[] => [
  ...findConditionsInSeveralRules(input),
  ...checkDefaultConditions(input),
  ...checkNames(input),
]

/** Finds conditions that two definitions share: each definition's monitor sends its own value. */
export const findConditionsInSeveralDefinitions = (definitions: Definition[]): Finding[] => {
  const owners = new Map<string, Definition>()
  return definitions.flatMap(definition => {
    const json = parseDefinition(definition)
    const conditions = definition.parsed.uncheckedConfig?.defaultConditions ?? []
    return conditions.flatMap(({ type }, index) => {
      const owner = owners.get(type) ?? definition
      owners.set(type, owner)
      if (owner.path === definition.path || !json) return []
      return createFindingIn(definition, findOffset(json, ['conditions', index, 'type']), {
        rule: 'shared-condition',
        message: `${type} is also a condition in ${owner.path}`,
        effect: 'both monitors send their own value, so the condition flips between the two values',
        fix: 'use a different condition type in each definition',
      })
    })
  })
}

/** Returns the rules that NPD treats as permanent: every type except "temporary". */
const getPermanentRules = ({ config }: DefinitionInput) =>
  config.rules.map((rule, index) => ({ ...rule, index })).filter(({ type }) => type !== 'temporary')

const findConditionsInSeveralRules = (input: DefinitionInput): PathFinding[] => {
  const rules = getPermanentRules(input)
  return rules.flatMap(({ condition, index }, permanentIndex) => {
    const earlierRules = rules.slice(0, permanentIndex).filter(rule => rule.condition === condition)
    if (earlierRules.length === 0 || condition === '') return []
    return {
      rule: 'shared-condition' as const,
      path: ['rules', index, 'condition'],
      message: `${condition} is also set by ${joinWords(earlierRules.map(({ reason }) => reason))}`,
      effect:
        'the rules overwrite each other: if one rule exits 0, it clears the problem that another rule reported',
      fix: 'give each rule its own condition, or check for all of the problems in one script',
    }
  })
}

const checkDefaultConditions = (input: DefinitionInput): PathFinding[] => {
  const { defaultConditions, pluginGlobalConfig } = input.config
  const usedConditions = new Set(getPermanentRules(input).map(({ condition }) => condition))
  return defaultConditions.flatMap(({ type, status, transition }, index) => {
    const found: PathFinding[] = []
    if (defaultConditions.findIndex(defaultCondition => defaultCondition.type === type) < index)
      found.push({
        rule: 'duplicate-condition',
        path: ['conditions', index, 'type'],
        message: `"conditions" has a second entry of type ${quote(type)}`,
        effect:
          'NPD updates only the first entry but sends both. The API server keeps the last one, so the condition stays False',
        fix: 'keep one of the two',
      })
    else if (!usedConditions.has(type) && input.config.rules.length > 0)
      found.push({
        rule: 'unused-condition',
        path: ['conditions', index, 'type'],
        message: `no permanent rule sets ${quote(type)}`,
        effect: pluginGlobalConfig.skipInitialStatus
          ? 'with `skip_initial_status`, the condition appears after the first script run and stays False indefinitely'
          : 'the condition stays False on every node',
        fix: 'add a permanent rule with that condition, or remove the entry',
      })
    for (const key of ['status', 'transition'] as const)
      if ({ status, transition }[key])
        found.push({
          rule: 'ignored-field',
          path: ['conditions', index, key],
          message: `"${key}" has no effect`,
          effect:
            'when NPD starts, it sets every condition to False, uses the current time as the transition time, and ignores this field',
          fix: 'remove it',
        })
    return found
  })
}

const healthyNamePattern =
  /(?<!Not|Un|In)(Ready|Healthy|Available|Reachable|Running|Alive|Up|Ok|OK)$/

const checkNames = ({ config }: DefinitionInput): PathFinding[] => {
  const { defaultConditions, rules, enableMetricsReporting } = config
  const conditions = defaultConditions.flatMap(({ type, reason }, index) => [
    ...checkNameFormat(type, ['conditions', index, 'type'], 'condition type'),
    ...checkNameFormat(reason, ['conditions', index, 'reason'], 'reason'),
    ...checkConditionName(type, ['conditions', index, 'type']),
    ...(enableMetricsReporting
      ? Object.entries({ type, reason }).filter(([, text]) => !isValidTagValue(text))
      : []
    ).map(
      ([key, text]): PathFinding => ({
        rule: 'metric-label',
        path: ['conditions', index, key],
        message: `${quote(text)} is not a valid label value for NPD's metrics`,
        effect: 'NPD logs `Failed to update problem gauge metrics` after each run',
        fix: 'use at most 255 printable ASCII characters',
      }),
    ),
  ])
  const reasons = rules.flatMap(({ reason, path }, index) =>
    path === '' ? [] : checkNameFormat(reason, ['rules', index, 'reason'], 'reason'),
  )
  return [...conditions, ...reasons]
}

/** The pattern that Kubernetes requires for a condition's reason. */
const reasonPattern = /^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$/

/** Removes the optional prefix of a condition type, as in `example.com/AgentNotReady`. */
const stripPrefix = (type: string): string => type.replace(/^[a-z0-9.-]+\//, '')

const checkNameFormat = (
  text: string,
  path: PathFinding['path'],
  subject: string,
): PathFinding[] =>
  reasonPattern.test(subject === 'condition type' ? stripPrefix(text) : text)
    ? []
    : [
        {
          rule: 'reason-format',
          path,
          message:
            text === ''
              ? `the ${subject} is empty`
              : `the ${subject} ${quote(text)} is not a CamelCase word`,
          effect:
            'NPD copies it to conditions, events and metrics, where tools expect a single word',
          fix: 'write it in CamelCase, as in "DiskIsSlow"',
        },
      ]

const checkConditionName = (type: string, path: PathFinding['path']): PathFinding[] => {
  if (isKubeletType(type))
    return [
      {
        rule: 'kubelet-condition',
        path,
        message: `${type} is a condition that Kubernetes itself writes`,
        effect:
          "NPD and the kubelet overwrite each other's value, so Kubernetes may taint healthy nodes",
        fix: 'choose a name that Kubernetes does not use',
      },
    ]
  if (!healthyNamePattern.test(type)) return []
  return [
    {
      rule: 'condition-name',
      path,
      message: `the name ${type} suggests that True is healthy`,
      effect:
        'NPD sets it to True when there is a problem, so the status means the opposite of what the name says',
      fix: 'name it after the problem, as in "NetworkProblem"',
    },
  ]
}
