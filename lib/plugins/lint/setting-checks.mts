import { formatDuration } from '../../npd/go/duration.mts'
import { maxBufferBytes } from '../../npd/plugin-process.mts'
import type { DefinitionInput, PathFinding } from './definition-input.mts'

/** Checks the settings for all rules in `pluginConfig`. */
export const checkSettings = ({ config }: DefinitionInput): PathFinding[] => [
  ...checkRuns(config),
  ...checkInterval(config),
  ...checkOutput(config),
]

type Config = DefinitionInput['config']

const checkRuns = ({ rules, pluginGlobalConfig: { concurrency, timeout } }: Config) => {
  const found: PathFinding[] = []
  if (rules.length === 0)
    found.push({
      rule: 'no-rule',
      path: ['rules'],
      message: 'the definition contains no rules',
      effect: 'NPD loads the definition but runs nothing',
      fix: 'add a rule, or remove the definition',
    })
  if (concurrency === 0)
    found.push({
      rule: 'no-concurrency',
      path: ['pluginConfig', 'concurrency'],
      message: 'concurrency is 0',
      effect: 'no rule ever runs, and the conditions stay False',
      fix: 'make it 1 or more, or remove it (default 3)',
    })
  if (timeout <= 0n)
    found.push({
      rule: 'no-time',
      path: ['pluginConfig', 'timeout'],
      message: `the timeout is ${formatDuration(timeout)}`,
      effect:
        'no script ever starts: permanent rules result in Unknown, temporary rules in an event each time',
      fix: 'make it longer than zero, or remove it (default 5s)',
    })
  return found
}

/** Rounds do not overlap: a late round delays the next, and skipped rounds are not repeated. */
const checkInterval = ({ rules, pluginGlobalConfig: global }: Config): PathFinding[] => {
  const { concurrency, invokeInterval, timeout } = global
  if (concurrency <= 0 || invokeInterval <= 0n || rules.length === 0) return []
  const longest = timeout * BigInt(Math.ceil(rules.length / concurrency))
  if (longest <= invokeInterval) return []
  return [
    {
      rule: 'short-interval',
      path: ['pluginConfig', 'invoke_interval'],
      message: `a round of ${rules.length} rules, ${concurrency} at a time, can take ${formatDuration(longest)}, longer than the interval ${formatDuration(invokeInterval)}`,
      effect: 'while scripts hang, NPD skips rounds and detects other problems later',
      fix: 'make `invoke_interval` longer, `timeout` shorter, or `concurrency` larger',
    },
  ]
}

const checkOutput = ({ pluginGlobalConfig: { maxOutputLength } }: Config): PathFinding[] => {
  const path = ['pluginConfig', 'max_output_length']
  if (maxOutputLength === 0)
    return [
      {
        rule: 'no-output',
        path,
        message: 'max_output_length is 0',
        effect: 'the message of every problem is empty',
        fix: 'make it 1 or more, or remove it (default 80)',
      },
    ]
  if (maxOutputLength <= maxBufferBytes) return []
  return [
    {
      rule: 'too-much-output',
      path,
      message: `max_output_length ${maxOutputLength} is larger than the ${maxBufferBytes} bytes that NPD reads`,
      effect: `messages still end after ${maxBufferBytes} bytes`,
      fix: `make it ${maxBufferBytes} or less`,
    },
  ]
}
