import { defaults } from '../../npd/config-defaults.mts'
import { customPluginConfigType } from '../../npd/config-types.mts'
import { formatDuration } from '../../npd/go/duration.mts'
import type { GoType } from '../../npd/go/json-decode.mts'
import { readRepositoryUrl } from '../../repository.mts'
import { suppressionField } from './suppression-field.mts'

type Schema = Record<string, unknown>

/** Constraints and descriptions that the Go types do not contain, by field path. */
const fieldConstraints: Record<string, Schema> = {
  '': { required: ['plugin', 'conditions', 'rules'] },
  plugin: { const: 'custom', description: 'Always "custom".' },
  source: { description: 'The `source.component` of the events.' },
  metricsReporting: { default: true, description: "Count problems in NPD's Prometheus metrics." },
  conditions: {
    description: 'The healthy state of each condition. Every condition is False at startup.',
  },
  'conditions[]': { required: ['type', 'reason', 'message'] },
  'conditions[].type': camelCaseSchema('Name it after the problem: True means a problem.'),
  'conditions[].reason': camelCaseSchema('The reason while the status is False or Unknown.'),
  'conditions[].message': { description: 'The message while the status is False.' },
  'conditions[].status': { deprecated: true, description: 'NPD overwrites it with False.' },
  'conditions[].transition': { deprecated: true, description: 'NPD overwrites it.' },
  pluginConfig: { description: 'Settings for all rules of this definition.' },
  'pluginConfig.invoke_interval': createDurationSchema(
    formatDuration(defaults.invokeInterval),
    'How often NPD runs the rules.',
  ),
  'pluginConfig.timeout': createDurationSchema(
    formatDuration(defaults.timeout),
    'NPD kills a script and its process group after this time.',
  ),
  'pluginConfig.max_output_length': {
    minimum: 0,
    default: defaults.maxOutputLength,
    description: 'How many bytes of stdout become the message. NPD reads at most 4096.',
  },
  'pluginConfig.concurrency': {
    minimum: 1,
    default: defaults.concurrency,
    description: 'How many scripts run at the same time. With 0, no script ever runs.',
  },
  'pluginConfig.enable_message_change_based_condition_update': {
    default: false,
    description: 'Also report a changed message while the condition is True.',
  },
  'pluginConfig.skip_initial_status': {
    default: false,
    description: 'Do not send the healthy state at startup.',
  },
  rules: { description: 'Each rule runs one script.' },
  'rules[]': {
    required: ['type', 'reason', 'path'],
    if: { properties: { type: { const: 'permanent' } } },
    // biome-ignore lint/suspicious/noThenProperty: `then` is a keyword of JSON Schema.
    then: { required: ['condition'] },
  },
  'rules[].type': {
    enum: ['permanent', 'temporary'],
    description: 'permanent: the result sets `condition`. temporary: a problem creates an event.',
  },
  'rules[].condition': { description: 'One of the types in "conditions".' },
  'rules[].reason': camelCaseSchema(
    'The reason in the condition while it is True, in the event and in the metric.',
  ),
  'rules[].path': {
    minLength: 1,
    description: 'The path of the executable script in the container: absolute, or relative to /.',
  },
  'rules[].args': { default: [], description: 'Arguments of the script.' },
  'rules[].timeout': createDurationSchema(
    undefined,
    'Must not exceed the timeout in `pluginConfig`.',
  ),
  'rules[].invoke_interval': createDurationSchema(
    undefined,
    'Requires NPD v1.37 or later. Default: the interval in `pluginConfig`.',
  ),
}

/** The field that suppresses plugin-lint rules in its parent object. */
const suppressionSchema: Schema = {
  type: 'object',
  additionalProperties: { type: 'string', minLength: 1 },
  description: 'plugin-lint rules to suppress in this object, with a reason for each.',
}

/** The schema is created for the newest NPD version, so that it contains every field. */
const newestVersion = 'v1.37.0'

/** Creates the JSON Schema of a monitor definition from NPD's Go types and `fieldConstraints`. */
export const createMonitorSchema = (): Schema => ({
  $schema: 'http://json-schema.org/draft-07/schema#',
  $id: `${readRepositoryUrl()}/raw/main/npd/monitor.schema.json`,
  title: "Monitor definition for node-problem-detector's custom plugin monitor",
  ...createSchema(customPluginConfigType(newestVersion), ''),
})

export const renderMonitorSchema = (): string =>
  `${JSON.stringify(createMonitorSchema(), null, 2)}\n`

const createSchema = (type: GoType, path: string): Schema => {
  const { required, ...constraints } = fieldConstraints[path] ?? {}
  if (type.kind === 'pointer') return createSchema(type.target, path)
  if (type.kind === 'slice')
    return { type: 'array', ...constraints, items: createSchema(type.element, `${path}[]`) }
  if (type.kind === 'time') return { type: 'string', format: 'date-time', ...constraints }
  if (type.kind !== 'struct') return { type: jsonTypes[type.kind], ...constraints }
  const properties = Object.fromEntries(
    Object.entries(type.fields).map(([key, field]) => [
      key,
      createSchema(field, path === '' ? key : `${path}.${key}`),
    ]),
  )
  return {
    type: 'object',
    ...constraints,
    required,
    properties: {
      ...(path === '' && { $schema: { type: 'string' } }),
      ...properties,
      [suppressionField]: suppressionSchema,
    },
    additionalProperties: false,
  }
}

const jsonTypes = { string: 'string', int: 'integer', bool: 'boolean' } as const

/** A string with the pattern that Kubernetes requires for a condition's reason. */
function camelCaseSchema(description: string): Schema {
  return { pattern: '^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$', description }
}

/** A string that Go's `time.ParseDuration` accepts, without a minus sign. */
function createDurationSchema(defaultValue: string | undefined, description: string): Schema {
  return {
    pattern: '^\\+?(0|((\\d+\\.?\\d*|\\.\\d+)(ns|us|µs|μs|ms|s|m|h))+)$',
    default: defaultValue,
    description: `${description} Examples: "30s", "1m30s", "500ms".`,
  }
}
