import { joinWords } from '../../cli/join-words.mts'
import { offsetOf } from '../../npd/go/json-decode.mts'
import { quote } from '../../npd/go/quote.mts'
import { isMetricValue } from '../../npd/problem-metrics.mts'
import type { Definition } from '../plugin-files.mts'
import type { DefinitionInput, PathFinding } from './definition-input.mts'
import { jsonOf } from './definition-input.mts'
import { type Finding, findingIn } from './finding.mts'

/** Checks the names of conditions and reasons, and which rules set them. */
export const checkConditions = (input: DefinitionInput): PathFinding[] => [
  ...checkSharing(input),
  ...checkDefaults(input),
  ...checkNames(input),
]

/** Finds conditions in two definitions, whose monitors would both write them. */
export const checkAcross = (definitions: Definition[]): Finding[] => {
  const owners = new Map<string, Definition>()
  return definitions.flatMap(definition => {
    const json = jsonOf(definition)
    const conditions = definition.parsed.attempted?.defaultConditions ?? []
    return conditions.flatMap(({ type }, index) => {
      const owner = owners.get(type) ?? definition
      owners.set(type, owner)
      if (owner.path === definition.path || !json) return []
      return findingIn(definition, offsetOf(json, ['conditions', index, 'type']), {
        rule: 'shared-condition',
        message: `${owner.path} also sets the condition ${type}`,
        effect: 'both monitors write it, so it alternates between their results',
        fix: 'use a different condition in each definition',
      })
    })
  })
}

/** Rules that NPD treats as permanent. */
const permanentRules = ({ config }: DefinitionInput) =>
  config.rules.map((rule, index) => ({ ...rule, index })).filter(({ type }) => type !== 'temporary')

const checkSharing = (input: DefinitionInput): PathFinding[] => {
  const rules = permanentRules(input)
  return rules.flatMap(({ condition, index }, place) => {
    const others = rules.slice(0, place).filter(each => each.condition === condition)
    if (others.length === 0 || condition === '') return []
    return {
      rule: 'shared-condition' as const,
      path: ['rules', index, 'condition'],
      message: `the rule with the reason ${joinWords(others.map(({ reason }) => reason))} also sets ${condition}`,
      effect:
        'the rules overwrite each other: one that finds no problem clears the problem of the other',
      fix: 'use a different condition for each rule, or check both in one script',
    }
  })
}

const checkDefaults = (input: DefinitionInput): PathFinding[] => {
  const { defaultConditions, pluginGlobalConfig } = input.config
  const used = new Set(permanentRules(input).map(({ condition }) => condition))
  return defaultConditions.flatMap(({ type, status, transition }, index) => {
    const found: PathFinding[] = []
    if (defaultConditions.findIndex(each => each.type === type) < index)
      found.push({
        rule: 'duplicate-condition',
        path: ['conditions', index, 'type'],
        message: `"conditions" has a second entry of type ${quote(type)}`,
        effect: 'NPD updates only the first entry but sends both, so the condition stays False',
        fix: 'remove one of them',
      })
    else if (!used.has(type) && input.config.rules.length > 0)
      found.push({
        rule: 'unused-condition',
        path: ['conditions', index, 'type'],
        message: `no permanent rule sets ${quote(type)}`,
        effect: pluginGlobalConfig.skipInitialStatus
          ? 'with `skip_initial_status` it appears after the first script has run, and stays False'
          : 'it stays False on every node',
        fix: 'add a permanent rule with this condition, or remove the entry',
      })
    for (const key of ['status', 'transition'] as const)
      if ({ status, transition }[key])
        found.push({
          rule: 'ignored-field',
          path: ['conditions', index, key],
          message: `"${key}" has no effect`,
          effect: 'NPD sets every condition to False when it starts',
          fix: 'remove it',
        })
    return found
  })
}

/** Conditions that the kubelet or a network plugin writes. */
const kubeletConditions = [
  'Ready',
  'MemoryPressure',
  'DiskPressure',
  'PIDPressure',
  'NetworkUnavailable',
]

const healthyName = /(?<!Not|Un|In)(Ready|Healthy|Available|Reachable|Running|Alive|Up|Ok|OK)$/

const checkNames = ({ config }: DefinitionInput): PathFinding[] => {
  const { defaultConditions, rules, enableMetricsReporting } = config
  const conditions = defaultConditions.flatMap(({ type, reason }, index) => [
    ...checkFormat(type, ['conditions', index, 'type'], 'condition type'),
    ...checkFormat(reason, ['conditions', index, 'reason'], 'reason'),
    ...checkMeaning(type, ['conditions', index, 'type']),
    ...(enableMetricsReporting
      ? Object.entries({ type, reason }).filter(([, text]) => !isMetricValue(text))
      : []
    ).map(
      ([key, text]): PathFinding => ({
        rule: 'metric-label',
        path: ['conditions', index, key],
        message: `${quote(text)} contains characters that NPD's metrics reject`,
        effect: 'NPD logs `Failed to update problem gauge metrics` after each run',
        fix: 'use only printable ASCII characters, at most 255',
      }),
    ),
  ])
  const reasons = rules.flatMap(({ reason, path }, index) =>
    path === '' ? [] : checkFormat(reason, ['rules', index, 'reason'], 'reason'),
  )
  return [...conditions, ...reasons]
}

/** The pattern that Kubernetes requires for the reason of a `metav1.Condition`. */
const word = /^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$/

const checkFormat = (text: string, path: PathFinding['path'], what: string): PathFinding[] =>
  word.test(text)
    ? []
    : [
        {
          rule: 'reason-format',
          path,
          message:
            text === ''
              ? `the ${what} is empty`
              : `the ${what} ${quote(text)} is not a single word`,
          effect: 'tools that read conditions, events and metrics expect a single word',
          fix: 'write it in CamelCase, for example "DiskIsSlow"',
        },
      ]

const checkMeaning = (type: string, path: PathFinding['path']): PathFinding[] => {
  if (kubeletConditions.includes(type))
    return [
      {
        rule: 'kubelet-condition',
        path,
        message: `Kubernetes itself writes the condition ${type}`,
        effect: 'NPD and the kubelet overwrite each other, which can drain healthy nodes',
        fix: 'choose another condition type',
      },
    ]
  if (!healthyName.test(type)) return []
  return [
    {
      rule: 'condition-name',
      path,
      message: `${type} sounds as if True meant healthy`,
      effect: 'NPD sets it to True when there is a problem',
      fix: 'name it after the problem, for example "NetworkProblem"',
    },
  ]
}
