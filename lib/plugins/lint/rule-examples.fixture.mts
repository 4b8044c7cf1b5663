import { stringify } from 'yaml'
import { goodDefinition, goodScript, valuesOf } from './lint.fixture.mts'
import type { RuleName } from './rules.mts'

/** A small input that violates a rule. */
export interface RuleExample {
  language: 'json' | 'yaml' | 'bash'
  /** The part of the file that the page shows. */
  shown: string
  /** The complete file. */
  file: string
}

const [rule] = goodDefinition.rules
const [condition] = goodDefinition.conditions

const json = (shown: object, definition: object): RuleExample => ({
  language: 'json',
  shown: JSON.stringify(shown).replace(/[{:,]/g, '$& ').replaceAll('}', ' }'),
  file: valuesOf(definition),
})

const inRule = (fields: object): RuleExample =>
  json({ ...fields }, { ...goodDefinition, rules: [{ ...rule, ...fields }] })

const inSettings = (fields: object): RuleExample =>
  json(
    { pluginConfig: fields },
    { ...goodDefinition, pluginConfig: { ...goodDefinition.pluginConfig, ...fields } },
  )

const inCondition = (fields: object): RuleExample =>
  json({ conditions: [fields] }, { ...goodDefinition, conditions: [{ ...condition, ...fields }] })

const namedCondition = (type: string): RuleExample =>
  json(
    { conditions: [{ type }] },
    {
      ...goodDefinition,
      conditions: [{ ...condition, type }],
      rules: [{ ...rule, condition: type }],
    },
  )

const script = (shown: string, text = `#!/bin/bash\n${shown}\n`): RuleExample => ({
  language: 'bash',
  shown,
  file: valuesOf(goodDefinition, text),
})

/** `change` edits the `settings` of good values. */
const inValues = (
  shown: string,
  change: (settings: Record<string, unknown>) => void,
): RuleExample => {
  const settings: Record<string, unknown> = {
    custom_plugin_monitors: ['/custom-config/disk.json'],
    custom_monitor_definitions: {
      'disk.json': JSON.stringify(goodDefinition),
      'disk.sh': goodScript,
    },
  }
  change(settings)
  return { language: 'yaml', shown, file: stringify({ settings }) }
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

/** One example for each rule that needs no other tool. docs/lint-rules.md shows these examples. */
export const ruleExamples: Partial<Record<RuleName, RuleExample>> = {
  'missing-definition': inValues('custom_plugin_monitors: [/custom-config/no.json]', settings => {
    settings.custom_plugin_monitors = ['/custom-config/no.json']
  }),
  'bad-flag': inValues('settings:\n  extraArgs: ["--port=20256", "--v=3"]', settings => {
    settings.extraArgs = ['--port=20256', '--v=3']
  }),
  'wrong-monitor': inValues('log_monitors: [/custom-config/disk.json]', settings => {
    settings.log_monitors = ['/custom-config/disk.json']
    settings.custom_plugin_monitors = []
  }),
  'hidden-files': {
    language: 'yaml',
    shown: 'volumeMounts: [{ name: config, mountPath: /config }]',
    file: manifest.replaceAll('/custom-config', '/config'),
  },
  'unknown-chart-key': inValues('settings:\n  heartbeatPeriods: 30s', settings => {
    settings.heartbeatPeriods = '30s'
  }),
  'no-service-account': {
    language: 'yaml',
    shown: 'kind: DaemonSet\nspec:\n  template:\n    spec:\n      containers: []',
    file: manifest,
  },
  'missing-rights': script('timeout 3 kubectl get pods -A || { echo "no pods"; exit 1; }'),
  'skip-initial-status': json(
    { pluginConfig: { skip_initial_status: true }, conditions: [{ type: 'A' }, { type: 'B' }] },
    {
      ...goodDefinition,
      pluginConfig: { ...goodDefinition.pluginConfig, skip_initial_status: true },
      conditions: [condition, { ...condition, type: 'Other' }],
    },
  ),
  'changing-message': {
    ...script('echo "3 errors as of $(date)"; exit 1'),
    file: valuesOf(
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
  'empty-message': script('[ -e /run/trouble ] && exit 1'),
  'bad-heartbeat': inValues('settings:\n  heartBeatPeriod: monthly', settings => {
    settings.heartBeatPeriod = 'monthly'
  }),
  'json-syntax': inValues('{"plugin": "custom",}', settings => {
    settings.custom_monitor_definitions = { 'disk.json': '{"plugin": "custom",}' }
  }),
  'wrong-type': inSettings({ concurrency: '3' }),
  'bad-duration': inSettings({ timeout: '5' }),
  'null-rule': json({ rules: [null] }, { ...goodDefinition, rules: [null] }),
  'unknown-plugin': json({ plugin: 'kernel' }, { ...goodDefinition, plugin: 'kernel' }),
  'rule-timeout': inRule({ timeout: '10s' }),
  'missing-path': inRule({ path: './custom-config/no.sh' }),
  'missing-default-condition': inRule({ condition: 'Other' }),
  'no-metric-value': inRule({ reason: 'Größe' }),
  'out-of-range': inSettings({ concurrency: -1 }),
  'no-monitor': inValues('custom_plugin_monitors: []', settings => {
    settings.custom_plugin_monitors = []
    settings.custom_monitor_definitions = {}
  }),
  'duplicate-monitor': inValues(
    'custom_plugin_monitors:\n  - /custom-config/disk.json\n  - /custom-config/disk.json',
    settings => {
      settings.custom_plugin_monitors = ['/custom-config/disk.json', '/custom-config/disk.json']
    },
  ),
  'unlisted-definition': inValues('custom_plugin_monitors: []', settings => {
    settings.custom_plugin_monitors = []
  }),
  'not-in-image': inRule({ path: '/opt/disk.sh' }),
  'not-executable': {
    language: 'yaml',
    shown: 'volumes:\n  - name: config\n    configMap: { name: npd }',
    file: manifest,
  },
  'no-rule': json({ rules: [] }, { ...goodDefinition, rules: [] }),
  'rule-type': inRule({ type: 'permanet' }),
  'no-concurrency': inSettings({ concurrency: 0 }),
  'no-time': inRule({ timeout: '0s' }),
  'short-interval': inSettings({ invoke_interval: '4s', timeout: '5s' }),
  'no-output': inSettings({ max_output_length: 0 }),
  'too-much-output': inSettings({ max_output_length: 5000 }),
  'unknown-field': inRule({ time_out: '3s' }),
  'field-case': inRule({ Timeout: '3s' }),
  'duplicate-field': inValues('{"source": "a", "source": "b"}', settings => {
    const text = JSON.stringify(goodDefinition).replace('{', '{"source":"a",')
    settings.custom_monitor_definitions = { 'disk.json': text, 'disk.sh': goodScript }
  }),
  'ignored-field': inCondition({ status: 'True' }),
  'shared-condition': json(
    {
      rules: [
        { condition: 'DiskProblem', reason: 'DiskIsSlow' },
        { condition: 'DiskProblem', reason: 'DiskIsGone' },
      ],
    },
    { ...goodDefinition, rules: [rule, secondRule] },
  ),
  'duplicate-condition': json(
    { conditions: [{ type: 'DiskProblem' }, { type: 'DiskProblem' }] },
    { ...goodDefinition, conditions: [condition, condition] },
  ),
  'unused-condition': json(
    { conditions: [{ type: 'DiskProblem' }, { type: 'Other' }] },
    { ...goodDefinition, conditions: [condition, { ...condition, type: 'Other' }] },
  ),
  'kubelet-condition': namedCondition('Ready'),
  'condition-name': namedCondition('DiskHealthy'),
  'same-reason': inRule({ reason: 'DiskIsFine' }),
  'reason-format': inRule({ reason: 'disk is slow' }),
  'metric-label': inCondition({ reason: 'Größe' }),
  'no-shebang': script('echo "no disk"; exit 1', 'echo "no disk"; exit 1\n'),
  interpreter: script('#!/usr/bin/python3', '#!/usr/bin/python3\nprint(1)\n'),
  crlf: script('#!/bin/bash\\r\\n', '#!/bin/bash\r\nexit 0\r\n'),
  'unknown-command': script('jq . /status.json || exit 1'),
  unbounded: script('kubectl get node "$NODE_NAME" || exit 1'),
  'long-bound': script('timeout 10 df /nfs || exit 1'),
  'request-timeout': script('kubectl --request-timeout=3s get node "$NODE_NAME" || exit 1'),
  'background-child': script('sleep 3 &\nexit 0'),
  'long-output': script(`echo "${'The disk is slow. '.repeat(5)}"; exit 1`),
  'cut-character': script(`echo "${'x'.repeat(79)}ß"; exit 1`),
  'exit-code': script('echo "no disk"\nexit 2'),
  'stderr-only': script('echo "no disk" >&2; exit 1'),
  'suppression-without-reason': script(
    '# plugin-lint-disable unbounded\nkubectl get node x || exit 1',
  ),
  'suppression-unknown-rule': script('# plugin-lint-disable unbound: a demo\nexit 0'),
  'suppression-unused': script('# plugin-lint-disable unbounded: a demo\nexit 0'),
}
