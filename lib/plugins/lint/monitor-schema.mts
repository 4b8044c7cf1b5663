import { defaults } from '../../npd/config-defaults.mts'
import { customPluginConfigType } from '../../npd/config-types.mts'
import { formatDuration } from '../../npd/go/duration.mts'
import type { GoType } from '../../npd/go/json-decode.mts'
import { suppressionField } from './suppression-field.mts'

type Schema = Record<string, unknown>

/** What is known of a field beyond its Go type, by its path. */
const facets: Record<string, Schema> = {
  '': { required: ['plugin', 'conditions', 'rules'] },
  plugin: { const: 'custom', description: 'Always "custom".' },
  source: { description: "Who reports: the events' `source.component`." },
  metricsReporting: { default: true, description: "Count problems in NPD's Prometheus metrics." },
  conditions: { description: 'The healthy state of each condition. At start each is False.' },
  'conditions[]': { required: ['type', 'reason', 'message'] },
  'conditions[].type': word('Named after what is wrong: True means a problem.'),
  'conditions[].reason': word(
    'The reason while all is well, and also while the status is Unknown.',
  ),
  'conditions[].message': { description: 'The message while all is well.' },
  'conditions[].status': { deprecated: true, description: 'NPD overwrites it with False.' },
  'conditions[].transition': { deprecated: true, description: 'NPD overwrites it.' },
  pluginConfig: { description: 'For all rules of this definition.' },
  'pluginConfig.invoke_interval': duration(
    formatDuration(defaults.invokeInterval),
    'Time from one round to the next.',
  ),
  'pluginConfig.timeout': duration(
    formatDuration(defaults.timeout),
    'A script is killed after that, with all its process group.',
  ),
  'pluginConfig.max_output_length': {
    minimum: 0,
    default: defaults.maxOutputLength,
    description: 'Bytes of stdout that become the message; NPD reads at most 4096.',
  },
  'pluginConfig.concurrency': {
    minimum: 1,
    default: defaults.concurrency,
    description: 'How many scripts run at the same time; 0 runs none, ever.',
  },
  'pluginConfig.enable_message_change_based_condition_update': {
    default: false,
    description: 'While the condition is True, also report a new message.',
  },
  'pluginConfig.skip_initial_status': {
    default: false,
    description: 'Do not send the healthy state at start.',
  },
  rules: { description: 'One script each.' },
  'rules[]': {
    required: ['type', 'reason', 'path'],
    if: { properties: { type: { const: 'permanent' } } },
    // biome-ignore lint/suspicious/noThenProperty: JSON Schema's own word.
    then: { required: ['condition'] },
  },
  'rules[].type': {
    enum: ['permanent', 'temporary'],
    description: 'permanent: its result sets `condition`; temporary: it is an event only.',
  },
  'rules[].condition': { description: 'One of the types in "conditions".' },
  'rules[].reason': word('Of the condition when True, of the event, of the metric.'),
  'rules[].path': {
    minLength: 1,
    description: 'The script in the container, executable, from / on.',
  },
  'rules[].args': { default: [], description: 'Arguments of the script.' },
  'rules[].timeout': duration(undefined, "No longer than the definition's."),
}

/** Silences rules of plugin-lint for the object in which it stands; NPD ignores it. */
const suppressionSchema: Schema = {
  type: 'object',
  additionalProperties: { type: 'string', minLength: 1 },
  description: 'Rules of plugin-lint that do not count here, each with the reason why.',
}

/** The JSON Schema of a monitor definition: of the Go types that NPD decodes it into, and its rules. */
export const createMonitorSchema = (): Schema => ({
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: "A monitor definition of node-problem-detector's custom plugin monitor",
  ...schemaOf(customPluginConfigType, ''),
})

export const renderMonitorSchema = (): string =>
  `${JSON.stringify(createMonitorSchema(), null, 2)}\n`

const schemaOf = (type: GoType, path: string): Schema => {
  const { required, ...facet } = facets[path] ?? {}
  if (type.kind === 'pointer') return schemaOf(type.to, path)
  if (type.kind === 'slice')
    return { type: 'array', ...facet, items: schemaOf(type.of, `${path}[]`) }
  if (type.kind === 'time') return { type: 'string', format: 'date-time', ...facet }
  if (type.kind !== 'struct') return { type: jsonTypes[type.kind], ...facet }
  const properties = Object.fromEntries(
    Object.entries(type.fields).map(([key, field]) => [
      key,
      schemaOf(field, path === '' ? key : `${path}.${key}`),
    ]),
  )
  return {
    type: 'object',
    ...facet,
    ...(required !== undefined && { required }),
    properties: {
      ...(path === '' && { $schema: { type: 'string' } }),
      ...properties,
      [suppressionField]: suppressionSchema,
    },
    additionalProperties: false,
  }
}

const jsonTypes = { string: 'string', int: 'integer', bool: 'boolean' } as const

/** Kubernetes' own rule for the reason of a condition. */
function word(description: string): Schema {
  return { pattern: '^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$', description }
}

/** What Go's `time.ParseDuration` takes, without a sign. */
function duration(fallback: string | undefined, description: string): Schema {
  return {
    pattern: '^\\+?(0|((\\d+\\.?\\d*|\\.\\d+)(ns|us|µs|μs|ms|s|m|h))+)$',
    ...(fallback !== undefined && { default: fallback }),
    description: `${description} As in "30s", "1m30s" or "500ms".`,
  }
}
