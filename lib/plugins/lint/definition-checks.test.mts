import { describe, expect, it } from 'vitest'
import { createValues, goodDefinition, lintAndRender, lintText } from './lint.fixture.mts'

const [rule] = goodDefinition.rules
const [condition] = goodDefinition.conditions
const withRules = (...rules: object[]) => ({
  ...goodDefinition,
  rules: rules.map(each => ({ ...rule, ...each })),
})
const withConditions = (...conditions: object[]) => ({
  ...goodDefinition,
  conditions: conditions.map(each => ({ ...condition, ...each })),
})
const withSettings = (settings: object) => ({
  ...goodDefinition,
  pluginConfig: { ...goodDefinition.pluginConfig, ...settings },
})

it('finds nothing in a correct definition', async () => {
  expect(await lintAndRender(goodDefinition)).toEqual([])
})

describe('an error', () => {
  it.each([
    ['json-syntax }', '{"plugin": "custom",}\n'],
    ['wrong-type "3"', withSettings({ concurrency: '3' })],
    ['bad-duration "5",', withSettings({ timeout: '5' })],
    ['null-rule null', { ...goodDefinition, rules: [null] }],
    ['unknown-plugin "kernel",', { ...goodDefinition, plugin: 'kernel' }],
    ['rule-timeout "10s"', withRules({ timeout: '10s' })],
    ['missing-path "./custom-config/no.sh"', withRules({ path: './custom-config/no.sh' })],
    ['missing-default-condition "Other",', withRules({ condition: 'Other' })],
    ['invalid-metric-label "Größe",', withRules({ reason: 'Größe' })],
    ['out-of-range -1', withSettings({ concurrency: -1 })],
  ])('%s', async (first, definition) => {
    expect((await lintAndRender(definition))[0]).toBe(first)
    const [error] = await lintText(createValues(definition))
    expect([error?.severity, error?.lastLogLine]).toEqual(['error', expect.any(String)])
  })

  it('is listed in the order in which NPD finds it, before all warnings', async () => {
    const broken = {
      ...withSettings({ max_output_length: -1, invoke_intervall: '1s' }),
      plugin: 'kernel',
      rules: [
        { ...rule, timeout: '10s', reason: 'é' },
        { ...rule, condition: 'Other' },
      ],
    }
    const found = await lintText(createValues(broken))
    expect(found.map(each => [each.severity, each.rule])).toEqual([
      ['error', 'unknown-plugin'],
      ['error', 'rule-timeout'],
      ['error', 'missing-default-condition'],
      ['error', 'invalid-metric-label'],
      ['error', 'out-of-range'],
      ['warning', 'unknown-field'],
      ['warning', 'reason-format'],
    ])
    expect(found.map(({ effect }) => effect).slice(2, 5)).toEqual([
      'NPD does not start',
      'NPD loads the definition, then crashes before it is ready',
      'NPD starts, then crashes as soon as it uses the value',
    ])
  })
})

describe('a warning', () => {
  const twoRules = [{}, { reason: 'DiskIsGone' }]
  it.each([
    [['no-rule []'], { ...goodDefinition, rules: [] }],
    [['no-concurrency 0'], withSettings({ concurrency: 0 })],
    [['zero-timeout "0s",'], withSettings({ timeout: '0s' })],
    [['zero-timeout "-1s"'], withRules({ timeout: '-1s' })],
    [['short-interval "4s",'], withSettings({ invoke_interval: '4s' })],
    [['no-output 0,'], withSettings({ max_output_length: 0 })],
    [['too-much-output 5000,'], withSettings({ max_output_length: 5000 })],
    [['unknown-field "time_out": "3s"'], withRules({ time_out: '3s' })],
    [['field-case "Timeout": "3s"'], withRules({ Timeout: '3s' })],
    [['rule-type "permanet",'], withRules({ type: 'permanet' })],
    [['shared-condition "DiskProblem",'], withRules(...twoRules)],
    [['duplicate-condition "DiskProblem",'], withConditions({}, {})],
    [['unused-condition "Other",'], withConditions({}, { type: 'Other' })],
    [['same-reason "DiskIsFine",'], withRules({ reason: 'DiskIsFine' })],
    [['reason-format "disk is slow",'], withRules({ reason: 'disk is slow' })],
    [['reason-format "",'], withConditions({ reason: '' })],
    [['metric-label "größe",', 'reason-format "größe",'], withConditions({ reason: 'größe' })],
    [['ignored-field "True"'], withConditions({ status: 'True' })],
    [['not-in-image "/opt/x.sh"'], withRules({ path: '/opt/x.sh' })],
    [['not-in-image "x.sh"'], withRules({ path: 'x.sh' })],
    [[], { $schema: './monitor.schema.json', ...goodDefinition }],
    [[], withRules({ path: '/config/plugin/check_ntp.sh' })],
    [[], withRules({ path: String.raw`C:\plugins\x.ps1` })],
    [[], withRules({}, { type: 'temporary', condition: undefined })],
  ])('%j', async (found, definition) => {
    expect((await lintAndRender(definition)).sort()).toEqual(found)
  })

  it('names a reason that is not a valid label value', async () => {
    const found = await lintText(createValues(withConditions({ reason: 'größe' })))
    expect(found.map(({ message }) => message)).toContain(
      '"größe" is not a valid label value for NPD\'s metrics',
    )
  })

  it('reports a condition that only a temporary rule names', async () => {
    expect(await lintAndRender(withRules({ type: 'temporary' }))).toEqual([
      'unused-condition "DiskProblem",',
      'ignored-field "DiskProblem",',
    ])
  })

  it('points to the second occurrence of a duplicate field', async () => {
    const text = JSON.stringify(goodDefinition).replace('}]}', '}],"Source":"x","source":"y"}')
    const found = await lintAndRender(text)
    expect(found.map(each => each.split(' ')[0])).toEqual([
      'field-case',
      'duplicate-field',
      'duplicate-field',
    ])
  })

  it('suggests the closest field name, or lists all field names', async () => {
    const fixes = async (field: string) =>
      (await lintText(createValues(withRules({ [field]: '3s' }))))[0]?.fix
    expect(await fixes('tiemout')).toBe('write "timeout"')
    expect(await fixes('max_output_length')).toBe(
      'remove it, or use one of type, condition, reason, path, args, timeout',
    )
  })

  it('names the NPD version that supports invoke_interval in a rule, and the version of the image', async () => {
    const definition = withRules({ invoke_interval: '10s' })
    const image = (tag: string) =>
      `image:\n  repository: registry.k8s.io/npd/node-problem-detector\n  tag: ${tag}\n`
    const lintWith = async (tag: string, of: object) =>
      (await lintText(`${image(tag)}${createValues(of)}`)).map(({ rule, message }) => [
        rule,
        message,
      ])
    expect(await lintWith('v1.36.0', definition)).toEqual([
      [
        'unknown-field',
        'the rule field "invoke_interval" requires NPD v1.37 or later; your image has v1.36.0',
      ],
    ])
    expect(await lintWith('v1.37.0-alpha.1', definition)).toEqual([])
    expect(await lintWith('v1.37.0', withRules({ invoke_interval: '0s' }))).toEqual([
      ['out-of-range', 'invoke_interval cannot be 0s'],
    ])
    expect(await lintWith('v1.37.0', withRules({ invoke_interval: '4s' }))).toEqual([
      ['short-interval', expect.stringContaining('longer than the interval 4s')],
    ])
  })

  it.each([
    ['Ready', 'kubelet-condition'],
    ['DiskReady', 'condition-name'],
    ['DiskNotReady', undefined],
    ['KubeletUnhealthy', undefined],
  ])('about a condition named %s is %s', async (type, expected) => {
    const found = await lintText(
      createValues({
        ...goodDefinition,
        conditions: [{ ...condition, type }],
        rules: [{ ...rule, condition: type }],
      }),
    )
    expect(found.map(each => each.rule)).toEqual(expected ? [expected] : [])
  })

  it('reports that the result of a mistyped rule with an unknown condition is lost', async () => {
    const [found] = await lintText(
      createValues(withRules({ type: 'Permanent', condition: 'Other' })),
    )
    expect([found?.rule, found?.effect]).toEqual([
      'unused-condition',
      expect.stringContaining('stays False on every node'),
    ])
    const all = await lintText(createValues(withRules({ type: 'Permanent', condition: 'Other' })))
    expect(all[1]?.effect).toContain('the result of the script is lost')
  })
})
