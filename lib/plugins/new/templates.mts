import { UsageError } from '../../cli/errors.mts'
import type { PluginNames } from './names.mts'

export interface Template {
  /** For `--help` and for messages. */
  about: string
  /** Of what the plugin makes: a condition, events, or both. */
  rules: ('permanent' | 'temporary')[]
  script: (names: PluginNames) => string
  /** How a reader gives it a problem. */
  trigger?: (names: PluginNames) => string
}

const head = `#!/bin/bash
readonly OK=0
readonly NONOK=1
readonly UNKNOWN=2
`

const switchOf = ({ name }: PluginNames): string => `/tmp/${name}`
const touch = (names: PluginNames): string => `touch ${switchOf(names)}`

/** A check that a reader can switch, and replaces. */
const switchScript = (names: PluginNames, exits: string): string => `${head}
# ${exits}
# Put your check in place of this one, which has a problem while a file is there. Bound what can
# hang: \`timeout 3 command\` ends before NPD kills this script.
readonly SWITCH=${switchOf(names)}

[ -d /tmp ] || { echo "There is no /tmp"; exit $UNKNOWN; }
[ -e "$SWITCH" ] || exit $OK
echo "${names.type}: $SWITCH is there"
exit $NONOK
`

const networkScript = ({ type }: PluginNames): string => `${head}
# A check of the network hangs when the network is cut. It gets a time of its own, shorter than the
# definition's \`timeout\`: so the script lives to say what is wrong, and the condition becomes True.
readonly LIMIT=3

command -v kubectl > /dev/null || { echo "There is no kubectl"; exit $UNKNOWN; }
# Put your check in place of this one.
timeout $LIMIT kubectl get node "$NODE_NAME" > /dev/null 2>&1 && exit $OK
[ $? -eq 124 ] && echo "${type}: no answer from the API server in \${LIMIT}s" && exit $NONOK
echo "${type}: the API server did not give node $NODE_NAME"
exit $NONOK
`

/** By the names that `--template` takes. */
export const templates = {
  condition: {
    about: 'a condition',
    rules: ['permanent'],
    trigger: touch,
    script: names =>
      switchScript(
        names,
        'Exit 0: the condition is False. 1: True, with what is printed. 2: Unknown.',
      ),
  },
  event: {
    about: 'an event each time a problem is found, no condition',
    rules: ['temporary'],
    trigger: touch,
    script: names =>
      switchScript(names, 'Exit 0: nothing. Any other: an event, with what is printed.'),
  },
  'condition-event': {
    about: 'a condition, and an event each time a problem is found',
    rules: ['permanent', 'temporary'],
    trigger: touch,
    script: names =>
      switchScript(
        names,
        'Two rules run it. Exit 0: False. 1: True, and an event each time. 2: Unknown, and an event.',
      ),
  },
  network: {
    about: 'a condition, by a check that ends before NPD kills it',
    rules: ['permanent'],
    script: networkScript,
  },
} satisfies Record<string, Template>

/** Throws a UsageError for a name that is none. */
export const findTemplate = (name = 'condition'): Template => {
  const found: [string, Template] | undefined = Object.entries(templates).find(
    ([key]) => key === name,
  )
  if (found) return found[1]
  throw new UsageError('--template', {
    value: name,
    why: `not one of ${Object.keys(templates).join(', ')}`,
    example: '--template condition',
  })
}

/** The monitor definition, as those that are in npd/values.yaml. */
export const renderDefinition = (names: PluginNames, { rules }: Template): string => {
  const { name, type, source, scriptPath } = names
  const isCondition = rules.includes('permanent')
  const definition = {
    plugin: 'custom',
    pluginConfig: {
      invoke_interval: '30s',
      timeout: '5s',
      max_output_length: 80,
      concurrency: 3,
    },
    source,
    metricsReporting: true,
    conditions: isCondition
      ? [{ type, reason: `No${type}`, message: `${name} finds no problem` }]
      : [],
    rules: rules.map(rule => ({
      type: rule,
      ...(rule === 'permanent' && { condition: type }),
      reason: `${type}Found`,
      path: scriptPath,
    })),
  }
  return `${JSON.stringify(definition, null, 2)}\n`
}
