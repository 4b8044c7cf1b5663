import { describe, expect, it } from 'vitest'
import { applyConfiguration } from './config-defaults.mts'
import type { RawConfig } from './config-types.mts'
import { second } from './go/duration.mts'

const rule = { type: 'permanent', condition: 'P', reason: 'Broken', path: './p.sh' }
const apply = (fields: Partial<RawConfig>, npdVersion = 'v1.36.0') =>
  applyConfiguration(
    { plugin: 'custom', source: 's', pluginConfig: {}, ...fields },
    { configPath: '/custom-config/test.json', npdVersion },
  )

/** Returns the path and the last log line of each problem, without addresses. */
const deathsOf = (fields: Partial<RawConfig>, npdVersion?: string) =>
  apply(fields, npdVersion).problems.map(({ path, termination }) => [
    path.join('.'),
    'panic' in termination
      ? termination.panic
      : termination.message.replace(/0xc000[0-9a-f]{6}/g, '0x'),
  ])

describe('applyConfiguration', () => {
  it('fills in the missing fields only', () => {
    const { config, problems } = apply({})
    expect(problems).toEqual([])
    expect(config).toEqual({
      plugin: 'custom',
      source: 's',
      pluginGlobalConfig: {
        invokeInterval: 30n * second,
        timeout: 5n * second,
        maxOutputLength: 80,
        concurrency: 3,
        enableMessageChangeBasedConditionUpdate: false,
        skipInitialStatus: false,
      },
      defaultConditions: [],
      rules: [],
      enableMetricsReporting: true,
    })
  })

  it('keeps an explicit zero and false', () => {
    const pluginConfig = { timeout: '0', max_output_length: 0, concurrency: 0 }
    expect(apply({ pluginConfig, metricsReporting: false }).config).toMatchObject({
      pluginGlobalConfig: { timeout: 0n, maxOutputLength: 0, concurrency: 0 },
      enableMetricsReporting: false,
    })
  })

  it('leaves the timeout of a rule undefined if the definition does not set it', () => {
    const { config } = apply({ rules: [rule, { ...rule, timeout: '1s' }] })
    expect(config.rules).toEqual([rule, { ...rule, timeoutString: '1s', timeout: second }])
  })

  it('reports the timeout before the interval, and both before the timeouts of the rules', () => {
    expect(
      deathsOf({
        pluginConfig: { invoke_interval: 'x', timeout: '5' },
        rules: [{ ...rule, timeout: '-' }],
      }),
    ).toEqual([
      [
        'pluginConfig.timeout',
        'Failed to apply configuration for "/custom-config/test.json": error in parsing global timeout "5": time: missing unit in duration "5"',
      ],
      [
        'pluginConfig.invoke_interval',
        'Failed to apply configuration for "/custom-config/test.json": error in parsing invoke interval "x": time: invalid duration "x"',
      ],
      [
        'rules.0.timeout',
        'Failed to apply configuration for "/custom-config/test.json": error in parsing rule timeout &{Type:permanent Condition:P Reason:Broken Path:./p.sh Args:[] TimeoutString:0x Timeout:<nil>}: time: invalid duration "-"',
      ],
    ])
  })

  it('panics at a null rule, in the order of the rules', () => {
    const panic = 'runtime error: invalid memory address or nil pointer dereference'
    expect(
      deathsOf({ rules: [rule, undefined, { ...rule, timeout: '' }] }).map(([path]) => path),
    ).toEqual(['rules.1', 'rules.2.timeout'])
    expect(deathsOf({ rules: [undefined] })).toEqual([['rules.0', panic]])
  })
})

describe("a rule's own invoke_interval", () => {
  const rules = [
    { ...rule, invoke_interval: '7s' },
    { ...rule, timeout: '1s' },
  ]

  it('is read from v1.37.0-alpha.1 on', () => {
    const intervals = apply({ rules }, 'v1.37.0-alpha.1').config.rules.map(
      ({ ruleInterval }) => ruleInterval,
    )
    expect(intervals).toEqual([{ text: '7s', interval: 7n * second }, {}])
    expect(apply({ rules }, 'v1.36.0').config.rules.map(each => each.ruleInterval)).toEqual([
      undefined,
      undefined,
    ])
  })

  it('ends NPD if it is not a duration, after the timeout of the same rule', () => {
    const bad = { ...rule, invoke_interval: 'often', timeout: 'long' }
    const prefix =
      'Failed to apply configuration for "/custom-config/test.json": error in parsing rule'
    const fields = 'Type:permanent Condition:P Reason:Broken Path:./p.sh Args:[] TimeoutString:0x'
    expect(deathsOf({ rules: [bad] }, 'v1.37.0')).toEqual([
      [
        'rules.0.timeout',
        `${prefix} timeout &{${fields} Timeout:<nil> InvokeIntervalString:0x InvokeInterval:<nil>}: time: invalid duration "long"`,
      ],
      [
        'rules.0.invoke_interval',
        `${prefix} invoke interval &{${fields} Timeout:<nil> InvokeIntervalString:0x InvokeInterval:<nil>}: time: invalid duration "often"`,
      ],
    ])
  })
})
