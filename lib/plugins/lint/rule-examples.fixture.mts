import { stringify } from 'yaml'
import { createValues, goodDefinition, goodScript } from './lint.fixture.mts'
import type { RuleName } from './rules.mts'

/** A small input that violates a rule. */
export interface RuleExample {
  language: 'json' | 'yaml' | 'bash'
  /** The part of the file that the page shows. */
  excerpt: string
  /** The complete file. */
  file: string
}

const [rule] = goodDefinition.rules
const [condition] = goodDefinition.conditions

const jsonExample = (excerpt: object, definition: object): RuleExample => ({
  language: 'json',
  excerpt: JSON.stringify(excerpt).replace(/[{:,]/g, '$& ').replaceAll('}', ' }'),
  file: createValues(definition),
})

const ruleExample = (fields: object): RuleExample =>
  jsonExample({ ...fields }, { ...goodDefinition, rules: [{ ...rule, ...fields }] })

const settingsExample = (fields: object): RuleExample =>
  jsonExample(
    { pluginConfig: fields },
    { ...goodDefinition, pluginConfig: { ...goodDefinition.pluginConfig, ...fields } },
  )

const conditionExample = (fields: object): RuleExample =>
  jsonExample(
    { conditions: [fields] },
    { ...goodDefinition, conditions: [{ ...condition, ...fields }] },
  )

const conditionTypeExample = (type: string): RuleExample =>
  jsonExample(
    { conditions: [{ type }] },
    {
      ...goodDefinition,
      conditions: [{ ...condition, type }],
      rules: [{ ...rule, condition: type }],
    },
  )

const scriptExample = (excerpt: string, text = `#!/bin/bash\n${excerpt}\n`): RuleExample => ({
  language: 'bash',
  excerpt,
  file: createValues(goodDefinition, text),
})

/** Creates an example of chart values, and applies `edit` to the `settings` of valid ones. */
const valuesExample = (
  excerpt: string,
  edit: (settings: Record<string, unknown>) => void,
): RuleExample => {
  const settings: Record<string, unknown> = {
    custom_plugin_monitors: ['/custom-config/disk.json'],
    custom_monitor_definitions: {
      'disk.json': JSON.stringify(goodDefinition),
      'disk.sh': goodScript,
    },
  }
  edit(settings)
  return { language: 'yaml', excerpt, file: stringify({ settings }) }
}

const secondRule = { ...rule, reason: 'DiskIsGone' }

const manifest = `apiVersion: v1
kind: ConfigMap
metadata: { name: npd }
data:
  disk.json: '${JSON.stringify(goodDefinition)}'
  disk.sh: |
${goodScript.replace(/^/gm, '    ')}
---
apiVersion: apps/v1
kind: DaemonSet
metadata: { name: npd }
spec:
  template:
    spec:
      containers:
        - name: npd
          image: registry.k8s.io/node-problem-detector/node-problem-detector:v1.36.0
          args: [--config.custom-plugin-monitor=/custom-config/disk.json]
          volumeMounts: [{ name: config, mountPath: /custom-config }]
      volumes: [{ name: config, configMap: { name: npd } }]
`

/** One example for each rule that needs no external tool. docs/lint-rules.md shows these examples. */
export const ruleExamples: Partial<Record<RuleName, RuleExample>> = {
  'missing-definition': valuesExample(
    'custom_plugin_monitors: [/custom-config/missing.json]',
    settings => {
      settings.custom_plugin_monitors = ['/custom-config/missing.json']
    },
  ),
  'bad-flag': valuesExample('settings:\n  extraArgs: ["--port=20256", "--v=3"]', settings => {
    settings.extraArgs = ['--port=20256', '--v=3']
  }),
  'wrong-monitor': valuesExample('log_monitors: [/custom-config/disk.json]', settings => {
    settings.log_monitors = ['/custom-config/disk.json']
    settings.custom_plugin_monitors = []
  }),
  'hidden-files': {
    language: 'yaml',
    excerpt: 'volumeMounts: [{ name: config, mountPath: /config }]',
    file: manifest.replaceAll('/custom-config', '/config'),
  },
  'unknown-chart-key': valuesExample('settings:\n  heartbeatPeriods: 30s', settings => {
    settings.heartbeatPeriods = '30s'
  }),
  'no-service-account': {
    language: 'yaml',
    excerpt: 'kind: DaemonSet\nspec:\n  template:\n    spec:\n      containers: []',
    file: manifest,
  },
  'missing-permission': scriptExample(
    'timeout 3 kubectl get pods -A || { echo "no pods"; exit 1; }',
  ),
  'skip-initial-status': jsonExample(
    { pluginConfig: { skip_initial_status: true }, conditions: [{ type: 'A' }, { type: 'B' }] },
    {
      ...goodDefinition,
      pluginConfig: { ...goodDefinition.pluginConfig, skip_initial_status: true },
      conditions: [condition, { ...condition, type: 'Other' }],
    },
  ),
  'changing-message': {
    ...scriptExample('echo "3 errors as of $(date)"; exit 1'),
    file: createValues(
      {
        ...goodDefinition,
        pluginConfig: {
          ...goodDefinition.pluginConfig,
          enable_message_change_based_condition_update: true,
        },
      },
      '#!/bin/bash\necho "3 errors as of $(date)"\nexit 1\n',
    ),
  },
  'empty-message': scriptExample('[ -e /run/trouble ] && exit 1'),
  'bad-heartbeat': valuesExample('settings:\n  heartBeatPeriod: monthly', settings => {
    settings.heartBeatPeriod = 'monthly'
  }),
  'json-syntax': valuesExample('{"plugin": "custom",}', settings => {
    settings.custom_monitor_definitions = { 'disk.json': '{"plugin": "custom",}' }
  }),
  'wrong-type': settingsExample({ concurrency: '3' }),
  'bad-duration': settingsExample({ timeout: '5' }),
  'null-rule': jsonExample({ rules: [null] }, { ...goodDefinition, rules: [null] }),
  'unknown-plugin': jsonExample({ plugin: 'kernel' }, { ...goodDefinition, plugin: 'kernel' }),
  'rule-timeout': ruleExample({ timeout: '10s' }),
  'missing-path': ruleExample({ path: './custom-config/missing.sh' }),
  'missing-default-condition': ruleExample({ condition: 'Other' }),
  'invalid-metric-label': ruleExample({ reason: 'DiskSlow…' }),
  'out-of-range': settingsExample({ concurrency: -1 }),
  'no-monitor': valuesExample('custom_plugin_monitors: []', settings => {
    settings.custom_plugin_monitors = []
    settings.custom_monitor_definitions = {}
  }),
  'duplicate-monitor': valuesExample(
    'custom_plugin_monitors:\n  - /custom-config/disk.json\n  - /custom-config/disk.json',
    settings => {
      settings.custom_plugin_monitors = ['/custom-config/disk.json', '/custom-config/disk.json']
    },
  ),
  'unlisted-definition': valuesExample('custom_plugin_monitors: []', settings => {
    settings.custom_plugin_monitors = []
  }),
  'not-in-image': ruleExample({ path: '/opt/disk.sh' }),
  'not-executable': {
    language: 'yaml',
    excerpt: 'volumes:\n  - name: config\n    configMap: { name: npd }',
    file: manifest,
  },
  'no-rule': jsonExample({ rules: [] }, { ...goodDefinition, rules: [] }),
  'rule-type': ruleExample({ type: 'permanet' }),
  'no-concurrency': settingsExample({ concurrency: 0 }),
  'zero-timeout': ruleExample({ timeout: '0s' }),
  'short-interval': settingsExample({ invoke_interval: '4s', timeout: '5s' }),
  'no-output': settingsExample({ max_output_length: 0 }),
  'too-much-output': settingsExample({ max_output_length: 5000 }),
  'unknown-field': ruleExample({ time_out: '3s' }),
  'field-case': ruleExample({ Timeout: '3s' }),
  'duplicate-field': valuesExample('{"source": "a", "source": "b"}', settings => {
    const text = JSON.stringify(goodDefinition).replace('{', '{"source":"a",')
    settings.custom_monitor_definitions = { 'disk.json': text, 'disk.sh': goodScript }
  }),
  'ignored-field': conditionExample({ status: 'True' }),
  'shared-condition': jsonExample(
    {
      rules: [
        { condition: 'DiskProblem', reason: 'DiskIsSlow' },
        { condition: 'DiskProblem', reason: 'DiskIsGone' },
      ],
    },
    { ...goodDefinition, rules: [rule, secondRule] },
  ),
  'duplicate-condition': jsonExample(
    { conditions: [{ type: 'DiskProblem' }, { type: 'DiskProblem' }] },
    { ...goodDefinition, conditions: [condition, condition] },
  ),
  'unused-condition': jsonExample(
    { conditions: [{ type: 'DiskProblem' }, { type: 'Other' }] },
    { ...goodDefinition, conditions: [condition, { ...condition, type: 'Other' }] },
  ),
  'kubelet-condition': conditionTypeExample('Ready'),
  'condition-name': conditionTypeExample('DiskHealthy'),
  'same-reason': ruleExample({ reason: 'DiskIsFine' }),
  'reason-format': ruleExample({ reason: 'disk is slow' }),
  'metric-label': conditionExample({ reason: 'DiskSlow…' }),
  'no-shebang': scriptExample('echo "no disk"; exit 1', 'echo "no disk"; exit 1\n'),
  'missing-interpreter': scriptExample('#!/usr/bin/python3', '#!/usr/bin/python3\nprint(1)\n'),
  crlf: scriptExample('#!/bin/bash\\r\\n', '#!/bin/bash\r\nexit 0\r\n'),
  'unknown-command': scriptExample('jq . /status.json || exit 1'),
  unbounded: scriptExample('kubectl get node "$NODE_NAME" || exit 1'),
  'long-timeout': scriptExample('timeout 10 df /nfs || exit 1'),
  'request-timeout': scriptExample('kubectl --request-timeout=3s get node "$NODE_NAME" || exit 1'),
  'background-child': scriptExample('sleep 3 &\nexit 0'),
  'long-output': scriptExample(`echo "${'The disk is slow. '.repeat(5)}"; exit 1`),
  'truncated-character': scriptExample(`echo "${'x'.repeat(79)}ß"; exit 1`),
  'exit-code': scriptExample('echo "no disk"\nexit 2'),
  'stderr-only': scriptExample('echo "no disk" >&2; exit 1'),
  'suppression-without-reason': scriptExample(
    '# plugin-lint-disable unbounded\nkubectl get node x || exit 1',
  ),
  'suppression-unknown-rule': scriptExample('# plugin-lint-disable unbound: a demo\nexit 0'),
  'suppression-unused': scriptExample('# plugin-lint-disable unbounded: a demo\nexit 0'),
}
