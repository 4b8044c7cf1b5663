import { formatDuration } from '../../npd/go/duration.mts'
import { maxBufferBytes } from '../../npd/plugin-process.mts'
import type { DefinitionInput, PathFinding } from './definition-input.mts'

/** What `pluginConfig` makes of all rules. */
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
      message: 'there is no rule',
      effect: 'NPD loads the definition and runs nothing',
      fix: 'add a rule, or remove the definition',
    })
  if (concurrency === 0)
    found.push({
      rule: 'no-concurrency',
      path: ['pluginConfig', 'concurrency'],
      message: 'concurrency is 0',
      effect: 'no rule is ever run, and nothing says so: conditions stay False for ever',
      fix: 'make it 1 or more, or leave it out: the default is 3',
    })
  if (timeout <= 0n)
    found.push({
      rule: 'no-time',
      path: ['pluginConfig', 'timeout'],
      message: `the timeout is ${formatDuration(timeout)}`,
      effect:
        'no script is ever started: permanent rules make Unknown, temporary ones an event each time',
      fix: 'make it longer than zero, or leave it out: the default is 5s',
    })
  return found
}

/** Rounds do not overlap: one that is late delays the next, and those missed are never made up. */
const checkInterval = ({ rules, pluginGlobalConfig: global }: Config): PathFinding[] => {
  const { concurrency, invokeInterval, timeout } = global
  if (concurrency <= 0 || invokeInterval <= 0n || rules.length === 0) return []
  const longest = timeout * BigInt(Math.ceil(rules.length / concurrency))
  if (longest <= invokeInterval) return []
  return [
    {
      rule: 'short-interval',
      path: ['pluginConfig', 'invoke_interval'],
      message: `a round (rules: ${rules.length}, at the same time: ${concurrency}) may take ${formatDuration(longest)}, longer than the interval ${formatDuration(invokeInterval)}`,
      effect: 'while scripts hang, NPD skips rounds and learns of other problems later',
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
        fix: 'give it some bytes, or leave it out: the default is 80',
      },
    ]
  if (maxOutputLength <= maxBufferBytes) return []
  return [
    {
      rule: 'too-much-output',
      path,
      message: `max_output_length ${maxOutputLength} is more than the ${maxBufferBytes} bytes that NPD reads`,
      effect: `messages end after ${maxBufferBytes} bytes all the same`,
      fix: `make it ${maxBufferBytes} or less`,
    },
  ]
}
