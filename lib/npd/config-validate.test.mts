import { describe, expect, it } from 'vitest'
import type { CustomPluginConfig, CustomRule } from './config-types.mts'
import { findPanics, validateConfig } from './config-validate.mts'
import { second } from './go/duration.mts'
import { configOf, ruleOf } from './npd.fixture.mts'

/** Returns the texts that NPD logs after the definition itself. */
const failuresOf = (
  rules: CustomRule[],
  fields: Partial<CustomPluginConfig> = {},
  pathExists: (path: string) => boolean = () => true,
  npdVersion = 'v1.36.0',
) =>
  validateConfig({ ...configOf({}, rules), ...fields }, { pathExists, npdVersion }).map(
    ({ termination }) =>
      'panic' in termination
        ? termination.panic
        : termination.message
            .replace(
              /^Failed to validate custom plugin config \{Plugin:.*EnableMetricsReporting:\w+\}: /,
              '',
            )
            .replace(/0xc000[0-9a-f]{6}/g, '0x'),
  )

const timed = (timeoutString: string, timeout: bigint) => ruleOf({ timeoutString, timeout })

describe('validateConfig', () => {
  it('finds nothing in a correct definition', () => {
    expect(failuresOf([ruleOf(), timed('5s', 5n * second)])).toEqual([])
    expect(failuresOf([])).toEqual([])
  })

  it('accepts only the plugin "custom"', () => {
    expect(failuresOf([], { plugin: 'ker"nel' })).toEqual([
      String.raw`NPD does not support "ker\"nel" plugin for now. Only support "custom"`,
    ])
  })

  it('rejects a timeout of a rule above the global timeout', () => {
    expect(failuresOf([timed('5.000000001s', 5n * second + 1n)])).toEqual([
      'plugin timeout is greater than global timeout. Rule: &{Type:permanent Condition:NetworkProblem Reason:Unreachable Path:./plugin.sh Args:[] TimeoutString:0x Timeout:5.000000001s}. Global timeout: 5s',
    ])
  })

  it('rejects a missing script and an empty path', () => {
    const rules = [ruleOf({ path: './none.sh', args: ['a b', 'c'] }), ruleOf({ path: '' })]
    expect(failuresOf(rules, {}, path => path !== './none.sh')).toEqual([
      'rule path "./none.sh" does not exist. Rule: &{Type:permanent Condition:NetworkProblem Reason:Unreachable Path:./none.sh Args:[a b c] TimeoutString:<nil> Timeout:<nil>}',
      'rule path "" does not exist. Rule: &{Type:permanent Condition:NetworkProblem Reason:Unreachable Path: Args:[] TimeoutString:<nil> Timeout:<nil>}',
    ])
  })

  it('rejects an interval of zero or less, from v1.37 on', () => {
    const rule = ruleOf({ ruleInterval: { text: '-7s', interval: -7n * second } })
    const config = configOf({ invokeInterval: 0n })
    expect(failuresOf([rule], config, undefined, 'v1.37.0')).toEqual([
      'global invoke interval must be greater than zero: 0s',
    ])
    expect(failuresOf([rule], {}, undefined, 'v1.37.0')).toEqual([
      'rule invoke interval must be greater than zero. Rule: &{Type:permanent Condition:NetworkProblem Reason:Unreachable Path:./plugin.sh Args:[] TimeoutString:<nil> Timeout:<nil> InvokeIntervalString:0x InvokeInterval:-7s}',
    ])
    expect(findPanics(config, 'v1.37.0')).toEqual([])
  })

  it('requires a default condition for permanent rules only', () => {
    const rules = ['permanent', 'temporary', 'Permanent', ''].map(type =>
      ruleOf({ type, condition: `of ${type}` }),
    )
    expect(failuresOf(rules)).toEqual([
      'permanent problem of permanent does not have preset default condition',
    ])
  })

  it('runs each check on all rules before the next check', () => {
    const rules = [ruleOf({ condition: 'No' }), timed('9s', 9n * second)]
    const found = validateConfig(
      { ...configOf({}, rules), plugin: 'x' },
      {
        pathExists: () => false,
        npdVersion: 'v1.36.0',
      },
    )
    expect(found.map(({ rule, path }) => [rule, path.join('.')])).toEqual([
      ['unknown-plugin', 'plugin'],
      ['rule-timeout', 'rules.1.timeout'],
      ['missing-path', 'rules.0.path'],
      ['missing-path', 'rules.1.path'],
      ['missing-default-condition', 'rules.0.condition'],
    ])
  })
})

describe('findPanics', () => {
  it.each([
    [{ concurrency: -1 }, 'load', 'concurrency cannot be -1', 'makechan: size out of range'],
    [
      { invokeInterval: 0n },
      'run',
      'invoke_interval cannot be 0s',
      'non-positive interval for NewTicker',
    ],
    [
      { maxOutputLength: -5 },
      'run',
      'max_output_length cannot be -5',
      'runtime error: slice bounds out of range [:-5]',
    ],
  ])('finds %o', (fields, stage, message, panic) => {
    expect(findPanics(configOf(fields), 'v1.36.0')).toMatchObject([
      { stage, message, termination: { panic } },
    ])
  })

  it('accepts zeros that do not make NPD panic', () => {
    expect(
      findPanics(configOf({ concurrency: 0, maxOutputLength: 0, timeout: 0n }), 'v1.36.0'),
    ).toEqual([])
  })
})
