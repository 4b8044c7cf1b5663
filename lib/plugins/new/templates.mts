import { UsageError } from '../../cli/errors.mts'
import type { PluginNames } from './names.mts'

export interface Template {
  /** The types of the rules: permanent rules set a condition, temporary rules create events. */
  ruleTypes: ('permanent' | 'temporary')[]
  script: (names: PluginNames) => string
  /** The command that causes a problem. */
  trigger?: (names: PluginNames) => string
}

const scriptHead = `#!/bin/bash
readonly OK=0
readonly NONOK=1
readonly UNKNOWN=2
`

export const triggerFile = ({ name }: PluginNames): string => `/tmp/${name}`
const renderTouchCommand = (names: PluginNames): string => `touch ${triggerFile(names)}`

/** A placeholder check that reports a problem while a file exists. */
const renderPlaceholderScript = (
  names: PluginNames,
  exitDescription: string,
): string => `${scriptHead}
# ${exitDescription}
# Replace this check, which reports a problem while a file exists, with your own check.
# Put \`timeout 3\` before each command that can hang, so that it ends before NPD kills this script.
readonly TRIGGER_FILE=${triggerFile(names)}

[ -d /tmp ] || { echo "The folder /tmp is missing"; exit $UNKNOWN; }
[ -e "$TRIGGER_FILE" ] || exit $OK
echo "${names.type}: $TRIGGER_FILE exists"
exit $NONOK
`

const renderNetworkScript = ({ type }: PluginNames): string => `${scriptHead}
# A network check hangs while the network is down. This limit is shorter than the \`timeout\` of the
# definition, so that the script can still report the problem and the condition becomes True.
readonly LIMIT=3

command -v kubectl > /dev/null || { echo "kubectl is missing"; exit $UNKNOWN; }
# Replace this check with your own check.
timeout $LIMIT kubectl get node "$NODE_NAME" > /dev/null 2>&1 && exit $OK
[ $? -eq 124 ] && echo "${type}: no response from the API server within \${LIMIT}s" && exit $NONOK
echo "${type}: the API server did not return node $NODE_NAME"
exit $NONOK
`

/** Templates, keyed by `--template` value. */
export const templates = {
  condition: {
    ruleTypes: ['permanent'],
    trigger: renderTouchCommand,
    script: names =>
      renderPlaceholderScript(
        names,
        'Exit 0 sets the condition to False, 1 to True and 2 to Unknown. The output is the message.',
      ),
  },
  event: {
    ruleTypes: ['temporary'],
    trigger: renderTouchCommand,
    script: names =>
      renderPlaceholderScript(
        names,
        'Exit 0 creates no event. Any other code creates an event with the output as its message.',
      ),
  },
  'condition-event': {
    ruleTypes: ['permanent', 'temporary'],
    trigger: renderTouchCommand,
    script: names =>
      renderPlaceholderScript(
        names,
        'Exit 0 sets the condition to False, 1 to True and 2 to Unknown. Exit 1 and 2 also create an event.',
      ),
  },
  network: {
    ruleTypes: ['permanent'],
    script: renderNetworkScript,
  },
} satisfies Record<string, Template>

/** Returns the template with this name. Throws a UsageError if the name is unknown. */
export const findTemplate = (name = 'condition'): Template => {
  const found: [string, Template] | undefined = Object.entries(templates).find(
    ([key]) => key === name,
  )
  if (found) return found[1]
  throw new UsageError('--template', {
    value: name,
    reason: `not one of ${Object.keys(templates).join(', ')}`,
    example: '--template condition',
  })
}

/** Renders the monitor definition in the same format as those in npd/values.yaml. */
export const renderDefinition = (names: PluginNames, { ruleTypes }: Template): string => {
  const { name, type, source, scriptPath } = names
  const isCondition = ruleTypes.includes('permanent')
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
    rules: ruleTypes.map(rule => ({
      type: rule,
      condition: rule === 'permanent' ? type : undefined,
      reason: `${type}Detected`,
      path: scriptPath,
    })),
  }
  return `${JSON.stringify(definition, null, 2)}\n`
}
