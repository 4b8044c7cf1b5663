import { readRepositoryUrl } from '../../repository.mts'
import { invariants } from './test-types.mts'
import type { Schema } from './validate.mts'

const stringSchema: Schema = { type: 'string' }
const durationSchema = (description: string): Schema => ({
  type: 'string',
  pattern: '^(0|((\\d+\\.?\\d*|\\.\\d+)(ns|us|µs|μs|ms|s|m|h))+)$',
  description: `${description} Examples: "30s", "1m30s", "500ms".`,
})
const matcherSchema = (description: string): Schema => ({ $ref: '#/definitions/text', description })
const listOf = (items: Schema, description: string): Schema => ({
  type: 'array',
  items,
  description,
})
const objectOf = (properties: Record<string, Schema>, options: Schema = {}): Schema => ({
  type: 'object',
  properties,
  additionalProperties: false,
  ...options,
})
const mapOf = (additionalProperties: Schema, description: string): Schema => ({
  type: 'object',
  additionalProperties,
  description,
})

const textSchema: Schema = {
  anyOf: [
    { type: 'string' },
    objectOf({ contains: stringSchema }, { required: ['contains'] }),
    objectOf({ matches: { type: 'string', format: 'regex' } }, { required: ['matches'] }),
  ],
  description:
    'The whole string, `contains: PART`, or `matches: PATTERN` (a JavaScript regular expression).',
}

const responseSchema = objectOf(
  {
    args: {
      ...stringSchema,
      description:
        'Respond only to calls whose arguments, joined with spaces, contain this string.',
    },
    exit: { type: 'integer', minimum: 0, maximum: 255, description: 'Default 0.' },
    stdout: stringSchema,
    stderr: stringSchema,
    delay: durationSchema('The delay before the response.'),
    hangs: { type: 'boolean', description: 'Print the output, and then never exit.' },
  },
  { description: 'The response of a stubbed command.' },
)

const stubSchema: Schema = {
  anyOf: [
    { $ref: '#/definitions/response' },
    { type: 'array', minItems: 1, items: { $ref: '#/definitions/response' } },
    { type: 'null' },
  ],
  description:
    'One response, a list of responses (the first match is used), or null: the command is missing.',
}

const fileSchema: Schema = {
  anyOf: [
    { type: 'string' },
    objectOf(
      {
        text: stringSchema,
        mode: { type: 'string', pattern: '^[0-7]{3,4}$', description: 'Default "0644".' },
      },
      { required: ['text'] },
    ),
    { type: 'null' },
  ],
  description: 'The content of the file, or null: the file does not exist.',
}

const objectSchema: Schema = {
  type: 'object',
  required: ['kind', 'metadata'],
  properties: {
    kind: stringSchema,
    metadata: {
      type: 'object',
      required: ['name'],
      properties: { name: stringSchema, namespace: stringSchema },
    },
  },
  description: 'A Kubernetes object.',
}

const environmentFields: Record<string, Schema> = {
  rule: {
    ...stringSchema,
    description: 'The reason of the rules to run. Default: all rules of the plugin.',
  },
  args: listOf(stringSchema, 'Replaces the arguments of the rule.'),
  node: { ...stringSchema, description: 'The value of NODE_NAME. Default "node".' },
  env: mapOf({ type: ['string', 'number', 'boolean'] }, 'Environment variables.'),
  files: {
    ...mapOf(
      { $ref: '#/definitions/file' },
      'Files that the script reads or writes, by absolute path. The path, or a folder that contains it, must appear in the script.',
    ),
    propertyNames: { pattern: '^/' },
  },
  stubs: {
    ...mapOf({ $ref: '#/definitions/stub' }, 'Commands to replace, by name or by absolute path.'),
    propertyNames: { pattern: '^(/.*|[^/]*[^/.][^/]*)$' },
  },
  api: listOf(
    { $ref: '#/definitions/object' },
    'The objects that `kubectl get` returns. Default: no API server responds.',
  ),
}

const settingFields: Record<string, Schema> = {
  timeout: durationSchema(
    'Replaces the timeout of the rules, so that a hanging case takes less time.',
  ),
  disable: {
    ...listOf({ enum: [...invariants] }, 'Invariants that are not checked.'),
  },
}

const conditionSchema = objectOf(
  {
    type: { ...stringSchema, description: 'Default: the only condition of the rules that run.' },
    status: { enum: ['True', 'False', 'Unknown', true, false] },
    reason: matcherSchema('The reason of the condition.'),
    message: matcherSchema('The message of the condition.'),
  },
  { description: 'The condition after the run.' },
)

const eventSchema = objectOf({
  type: { enum: ['Normal', 'Warning'] },
  reason: matcherSchema('The reason of the event.'),
  message: matcherSchema('The message of the event.'),
})

const expectSchema = objectOf(
  {
    exit: {
      anyOf: [
        { type: 'integer', minimum: 0, maximum: 255 },
        { type: 'string', enum: ['killed', 'not-started'] },
      ],
      description: 'The exit code. `killed`: NPD kills the script at its timeout.',
    },
    stdout: matcherSchema('The stdout, without surrounding whitespace.'),
    stderr: matcherSchema('The stderr, without surrounding whitespace.'),
    within: durationSchema('The maximum run time of the script.'),
    condition: conditionSchema,
    events: listOf(
      eventSchema,
      'All events of the run, in order. An empty list means that there must be no events.',
    ),
    metrics: mapOf(
      { type: 'number' },
      'Values after the run, for example problem_counter{reason="DiskSlow"}: 1',
    ),
    log: listOf(
      { $ref: '#/definitions/text' },
      "Lines of NPD's log, without the header. An empty list means that NPD must log nothing.",
    ),
    leftovers: listOf(
      { $ref: '#/definitions/text' },
      'The command lines of processes that the script leaves running.',
    ),
  },
  { description: 'The expected result. Fields that are not listed are not checked.' },
)

const runSchema = objectOf({
  after: durationSchema('The simulated time since the previous run. Default: the invoke interval.'),
  ...environmentFields,
  expect: { $ref: '#/definitions/expect' },
})

const caseSchema = objectOf(
  {
    name: { ...stringSchema, minLength: 1 },
    ...environmentFields,
    ...settingFields,
    runs: {
      ...listOf({ $ref: '#/definitions/run' }, 'Several runs in a row, instead of one.'),
      minItems: 1,
    },
    expect: { $ref: '#/definitions/expect' },
  },
  { required: ['name'] },
)

/** The URL from which editors load the schema. */
export const testSchemaUrl = (): string =>
  `${readRepositoryUrl()}/raw/main/npd/plugin-test.schema.json`

/** Creates the JSON Schema of a `*.plugin-test.yaml`. `readTestFile` uses it for validation. */
export const createTestSchema = (): Schema => ({
  $schema: 'http://json-schema.org/draft-07/schema#',
  $id: testSchemaUrl(),
  title: 'Tests for custom plugins of node-problem-detector',
  ...objectOf(
    {
      plugin: {
        anyOf: [{ type: 'string' }, { type: 'array', minItems: 1, items: stringSchema }],
        description:
          'The files or folders with the plugin, relative to this file. Accepts the same files as `plugin-lint`.',
      },
      scripts: listOf(
        stringSchema,
        'Folders that contain the scripts, if they are not in the same files as the definitions.',
      ),
      'values-key': {
        ...stringSchema,
        description: "The key in the values file that contains the values for NPD's chart.",
      },
      'npd-version': { ...stringSchema, description: 'The version of node-problem-detector.' },
      image: objectOf({
        commands: listOf(
          { type: 'string', pattern: '^[^/,\\s]+$' },
          'Commands that the image contains in addition to those in image/contents.txt.',
        ),
      }),
      ...environmentFields,
      ...settingFields,
      cases: { ...listOf({ $ref: '#/definitions/case' }, 'The tests.'), minItems: 1 },
    },
    { required: ['plugin', 'cases'] },
  ),
  definitions: {
    text: textSchema,
    response: responseSchema,
    stub: stubSchema,
    file: fileSchema,
    object: objectSchema,
    expect: expectSchema,
    run: runSchema,
    case: caseSchema,
  },
})

export const renderTestSchema = (): string => `${JSON.stringify(createTestSchema(), null, 2)}\n`
