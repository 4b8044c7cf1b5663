import { formatDuration } from '../../npd/go/duration.mts'
import { intervalGroups } from '../../npd/plugin-loop.mts'
import { maxBufferBytes } from '../../npd/plugin-process.mts'
import { computeRoundDuration } from '../explain/delay.mts'
import type { DefinitionInput, PathFinding } from './definition-input.mts'

/** Checks the settings in `pluginConfig`, which apply to all rules. */
export const checkSettings = ({ config }: DefinitionInput): PathFinding[] => [
  ...checkExecution(config),
  ...checkIntervals(config),
  ...checkMaxOutputLength(config),
  ...checkInitialStatus(config),
]

type Config = DefinitionInput['config']

const checkExecution = ({ rules, pluginGlobalConfig: { concurrency, timeout } }: Config) => {
  const found: PathFinding[] = []
  if (rules.length === 0)
    found.push({
      rule: 'no-rule',
      path: ['rules'],
      message: 'the definition has no rules',
      effect: 'NPD loads the definition but does not run anything',
      fix: 'add a rule, or remove the definition',
    })
  if (concurrency === 0)
    found.push({
      rule: 'no-concurrency',
      path: ['pluginConfig', 'concurrency'],
      message: 'concurrency is 0',
      effect:
        'NPD does not run any rules and does not log this, so conditions stay False indefinitely',
      fix: 'set it to 1 or more, or remove it: the default is 3',
    })
  if (timeout <= 0n)
    found.push({
      rule: 'zero-timeout',
      path: ['pluginConfig', 'timeout'],
      message: `the timeout is ${formatDuration(timeout)}`,
      effect:
        'no script starts: permanent rules set Unknown, and temporary rules create an event each time',
      fix: 'set a timeout above zero, or remove it: the default is 5s',
    })
  return found
}

/** Rounds do not overlap: a long round delays the next one, and NPD skips the rounds that were due in the meantime. */
const checkIntervals = (config: Config): PathFinding[] => {
  const { rules: allRules, pluginGlobalConfig: globalConfig } = config
  if (globalConfig.concurrency <= 0) return []
  return intervalGroups(config).flatMap(({ interval, rules }) => {
    const maxDuration = computeRoundDuration(rules, globalConfig)
    if (interval <= 0n || maxDuration <= interval) return []
    const ruleIndex = allRules.findIndex(rule => rule.ruleInterval?.interval === interval)
    return {
      rule: 'short-interval',
      path:
        ruleIndex < 0
          ? ['pluginConfig', 'invoke_interval']
          : ['rules', ruleIndex, 'invoke_interval'],
      message: `running all rules with this interval once (rules: ${rules.length}, concurrency: ${globalConfig.concurrency}) can take ${formatDuration(maxDuration)}, longer than the interval ${formatDuration(interval)}`,
      effect:
        'if scripts hang, NPD skips intervals and is late to report the problems that other rules detect',
      fix: 'increase `invoke_interval` or `concurrency`, or decrease `timeout`',
    }
  })
}

const checkMaxOutputLength = ({
  pluginGlobalConfig: { maxOutputLength },
}: Config): PathFinding[] => {
  const path = ['pluginConfig', 'max_output_length']
  if (maxOutputLength === 0)
    return [
      {
        rule: 'no-output',
        path,
        message: 'max_output_length is 0',
        effect: 'the message of every problem is empty',
        fix: 'set it to the number of bytes to keep, or remove it: the default is 80',
      },
    ]
  if (maxOutputLength <= maxBufferBytes) return []
  return [
    {
      rule: 'too-much-output',
      path,
      message: `max_output_length ${maxOutputLength} is more than the ${maxBufferBytes} bytes that NPD reads`,
      effect: `messages are still truncated to ${maxBufferBytes} bytes`,
      fix: `set it to ${maxBufferBytes} or less`,
    },
  ]
}

/** NPD sends all conditions of a definition with each result. */
const checkInitialStatus = ({ pluginGlobalConfig, defaultConditions }: Config): PathFinding[] =>
  pluginGlobalConfig.skipInitialStatus && defaultConditions.length > 1
    ? [
        {
          rule: 'skip-initial-status',
          path: ['pluginConfig', 'skip_initial_status'],
          message: `skip_initial_status works for one condition only, but the definition has ${defaultConditions.length}`,
          effect:
            'when the first rule finishes, NPD publishes False for the other conditions, although their rules have not run yet',
          fix: 'write one definition for each condition, or remove the setting',
        },
      ]
    : []
