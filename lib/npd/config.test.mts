import { describe, expect, it } from 'vitest'
import { parseConfig } from './config.mts'
import { second } from './go/duration.mts'

const definition = {
  plugin: 'custom',
  pluginConfig: { invoke_interval: '10s', timeout: '3s', max_output_length: 100, concurrency: 2 },
  source: 'test-monitor',
  conditions: [{ type: 'Problem', reason: 'Fine', message: 'All is well' }],
  rules: [
    {
      type: 'permanent',
      condition: 'Problem',
      reason: 'Broken',
      path: './plugin.sh',
      timeout: '1s',
    },
  ],
}

const parse = (value: unknown, exists: (path: string) => boolean = () => true) =>
  parseConfig(typeof value === 'string' ? value : JSON.stringify(value), {
    configPath: '/custom-config/test.json',
    pathExists: exists,
  })

const rulesOf = (value: unknown) => parse(value, () => true).problems.map(({ rule }) => rule)

describe('parseConfig', () => {
  it('reads a definition as NPD does', () => {
    const { config, problems } = parse(definition)
    expect(problems).toEqual([])
    expect(config).toMatchObject({
      source: 'test-monitor',
      pluginGlobalConfig: {
        invokeInterval: 10n * second,
        timeout: 3n * second,
        maxOutputLength: 100,
        concurrency: 2,
      },
      rules: [{ reason: 'Broken', timeout: second }],
      enableMetricsReporting: true,
    })
  })

  it('fills in NPD’s defaults', () => {
    const { config } = parse({ plugin: 'custom', rules: [] })
    expect(config).toMatchObject({
      pluginGlobalConfig: {
        invokeInterval: 30n * second,
        timeout: 5n * second,
        maxOutputLength: 80,
        concurrency: 3,
        enableMessageChangeBasedConditionUpdate: false,
        skipInitialStatus: false,
      },
      defaultConditions: [],
    })
  })

  it('reports a JSON syntax error with its position', () => {
    const text = '{"plugin": "custom",\n "rules": [}'
    const { config, problems } = parse(text)
    expect(config).toBeUndefined()
    expect(problems).toMatchObject([
      {
        rule: 'json-syntax',
        offset: text.indexOf('}'),
        termination: {
          message:
            'Failed to unmarshal configuration file "/custom-config/test.json": invalid character \'}\' looking for beginning of value',
        },
      },
    ])
  })

  it('reports a value of the wrong type', () => {
    const { problems } = parse({ ...definition, source: 5 })
    expect(problems[0]?.message).toBe(
      'json: cannot unmarshal number into Go struct field CustomPluginConfig.source of type string',
    )
  })

  it('reports all errors in NPD’s order', () => {
    const broken = {
      ...definition,
      plugin: 'kernel',
      rules: [
        { ...definition.rules[0], timeout: '10s' },
        { ...definition.rules[0], condition: 'Other' },
      ],
    }
    const { config, problems } = parse(broken, () => false)
    expect(config).toBeUndefined()
    expect(problems.map(({ rule, path }) => [rule, path.join('.')])).toEqual([
      ['unknown-plugin', 'plugin'],
      ['rule-timeout', 'rules.0.timeout'],
      ['missing-path', 'rules.0.path'],
      ['missing-path', 'rules.1.path'],
      ['missing-default-condition', 'rules.1.condition'],
    ])
    for (const { offset } of problems) expect(offset).toBeGreaterThan(0)
  })

  it('returns the last log line of NPD', () => {
    const { problems } = parse({ ...definition, conditions: [] })
    expect(problems[0]?.termination).toMatchObject({
      site: 'configInvalid',
      message: expect.stringMatching(
        /^Failed to validate custom plugin config \{Plugin:custom .*: permanent problem Problem does not have preset default condition$/,
      ),
    })
  })

  it('reports an invalid duration', () => {
    const { pluginConfig } = definition
    const broken = { ...definition, pluginConfig: { ...pluginConfig, timeout: '5' } }
    expect(parse(broken).problems[0]?.termination).toMatchObject({
      message: expect.stringContaining(
        'error in parsing global timeout "5": time: missing unit in duration "5"',
      ),
    })
  })

  it('returns the configuration even if NPD panics later, and orders the problems by stage', () => {
    const broken = {
      ...definition,
      pluginConfig: { concurrency: -1, max_output_length: -5 },
      rules: [{ ...definition.rules[0], reason: 'Größe' }],
    }
    const { config, problems } = parse(broken)
    expect(config).toBeDefined()
    expect(problems.map(({ stage, path }) => [stage, path.join('.')])).toEqual([
      ['load', 'pluginConfig.concurrency'],
      ['load', 'rules.0.reason'],
      ['run', 'pluginConfig.max_output_length'],
    ])
  })

  it('points to the value of each problem, or to its parent if the value is missing', () => {
    const { timeout: _, ...rule } = { ...definition.rules[0], path: undefined }
    const text = JSON.stringify({
      ...definition,
      plugin: 'kernel',
      rules: [rule, { ...definition.rules[0], timeout: '9s' }],
    })
    expect(parse(text).problems.map(({ offset }) => text.slice(offset).slice(0, 8))).toEqual([
      '"kernel"',
      '"9s"}]}',
      '{"type":',
    ])
  })

  it('treats a mistyped rule type as permanent without checking its condition', () => {
    const mistyped = {
      ...definition,
      rules: [{ ...definition.rules[0], type: 'permanet', condition: 'X' }],
    }
    expect(rulesOf(mistyped)).toEqual([])
  })
})
