import { joinWords } from '../../cli/join-words.mts'
import { offsetOf } from '../../npd/go/json-decode.mts'
import { quote } from '../../npd/go/quote.mts'
import { isMetricValue } from '../../npd/problem-metrics.mts'
import type { Definition } from '../plugin-files.mts'
import type { DefinitionInput, PathFinding } from './definition-input.mts'
import { jsonOf } from './definition-input.mts'
import { type Finding, findingIn } from './finding.mts'

/** What conditions and reasons are called, and who sets them. */
export const checkConditions = (input: DefinitionInput): PathFinding[] => [
  ...checkSharing(input),
  ...checkDefaults(input),
  ...checkNames(input),
]

/** Conditions that two definitions have: each of their monitors sends its own. */
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
        message: `${type} is a condition of ${owner.path} too`,
        effect: 'both monitors send it, each as it sees it: it flips from one to the other',
        fix: 'give each definition conditions of its own',
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
      message: `${condition} is set by ${joinWords(others.map(({ reason }) => reason))} too`,
      effect:
        'each rule overwrites the other: one that finds nothing takes the problem of the other away',
      fix: 'give each rule a condition of its own, or check both in one script',
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
        effect:
          'NPD changes the first one only; both are sent, and the last one counts: it stays False',
        fix: 'keep one of them',
      })
    else if (!used.has(type) && input.config.rules.length > 0)
      found.push({
        rule: 'unused-condition',
        path: ['conditions', index, 'type'],
        message: `no permanent rule sets ${quote(type)}`,
        effect: pluginGlobalConfig.skipInitialStatus
          ? 'with `skip_initial_status` it first shows after a script has run, and stays False for ever'
          : 'it is False on every node for ever, whatever happens',
        fix: 'add a permanent rule with that condition, or remove the entry',
      })
    for (const key of ['status', 'transition'] as const)
      if ({ status, transition }[key])
        found.push({
          rule: 'ignored-field',
          path: ['conditions', index, key],
          message: `"${key}" has no effect`,
          effect: 'at its start NPD makes every condition False, from that moment',
          fix: 'remove it',
        })
    return found
  })
}

/** Written by the kubelet, or by a network add-on. */
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
        message: `${quote(text)} is no value that NPD's metrics take`,
        effect: 'NPD logs `Failed to update problem gauge metrics` after each run',
        fix: 'keep to ASCII letters and signs, 255 at most',
      }),
    ),
  ])
  const reasons = rules.flatMap(({ reason, path }, index) =>
    path === '' ? [] : checkFormat(reason, ['rules', index, 'reason'], 'reason'),
  )
  return [...conditions, ...reasons]
}

/** Kubernetes' own rule for the reason of a condition. */
const word = /^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$/

const checkFormat = (text: string, path: PathFinding['path'], what: string): PathFinding[] =>
  word.test(text)
    ? []
    : [
        {
          rule: 'reason-format',
          path,
          message: text === '' ? `the ${what} is empty` : `the ${what} ${quote(text)} is no word`,
          effect:
            'it arrives like that in conditions, events and metrics, where tools expect a word',
          fix: 'write it in CamelCase, as in "DiskIsSlow"',
        },
      ]

const checkMeaning = (type: string, path: PathFinding['path']): PathFinding[] => {
  if (kubeletConditions.includes(type))
    return [
      {
        rule: 'kubelet-condition',
        path,
        message: `${type} is a condition of Kubernetes itself`,
        effect:
          'NPD and the kubelet overwrite each other, and nodes are drained by what comes of it',
        fix: 'give it a name of its own',
      },
    ]
  if (!healthyName.test(type)) return []
  return [
    {
      rule: 'condition-name',
      path,
      message: `${type} reads as if True were well`,
      effect: 'NPD sets it to True when there is a problem',
      fix: 'name it after what is wrong, as in "NetworkProblem"',
    },
  ]
}
