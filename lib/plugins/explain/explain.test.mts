import { describe, expect, it } from 'vitest'
import { UserError } from '../../cli/errors.mts'
import { second } from '../../npd/go/duration.mts'
import { configOf, ruleOf } from '../../npd/npd.fixture.mts'
import { goodDefinition, valuesOf } from '../lint/lint.fixture.mts'
import { loadPlugins, parsePlugins } from '../load.mts'
import { worstDelay } from './delay.mts'
import { explainExits } from './exits.mts'
import { explainPlugins, summarize } from './explain.mts'
import { renderers } from './render.mts'

describe('explainExits', () => {
  it('tells of a permanent rule what each exit makes of the condition, the event and the metrics', () => {
    const gauge = (reason: string, value: number) =>
      `problem_gauge{type="NetworkProblem",reason="${reason}"} ${value}`
    const rows = explainExits(configOf(), ruleOf()).map(({ exit, condition, event, metrics }) => [
      exit,
      condition?.status,
      condition?.reason,
      condition?.message,
      `${event?.type} ${event?.reason}`,
      metrics,
    ])
    expect(rows).toEqual([
      ['0', 'False', 'Reachable', 'All is well', 'Normal Reachable', [gauge('Reachable', 0)]],
      [
        '1',
        'True',
        'Unreachable',
        '<stdout>',
        'Warning Unreachable',
        ['problem_counter{reason="Unreachable"} +1', gauge('Unreachable', 1)],
      ],
      [
        '2 or any other',
        'Unknown',
        'Reachable',
        '<stdout>',
        'Normal Reachable',
        [gauge('Reachable', 0)],
      ],
      [
        'none: killed after 5s',
        'Unknown',
        'Reachable',
        'Timeout when running plugin "./plugin.sh": state - signal: killed. output - ""',
        'Normal Reachable',
        [gauge('Reachable', 0)],
      ],
    ])
  })

  it('tells of a temporary rule which events it makes', () => {
    const rule = ruleOf({ type: 'temporary', timeout: second })
    expect(
      explainExits(configOf(), rule).map(({ exit, condition, event }) => [
        exit,
        condition,
        event?.type,
      ]),
    ).toEqual([
      ['0', undefined, undefined],
      ['1', undefined, 'Warning'],
      ['2 or any other', undefined, 'Warning'],
      ['none: killed after 1s', undefined, 'Warning'],
    ])
  })

  it('cuts what NPD would cut', () => {
    const [, problem, , killed] = explainExits(configOf({ maxOutputLength: 4 }), ruleOf())
    expect([problem?.condition?.message, killed?.condition?.message]).toEqual(['<std', 'Time'])
  })

  it('tells that nothing comes of a rule whose condition is not there', () => {
    const [zero, one] = explainExits(configOf(), ruleOf({ type: 'permanet', condition: 'Other' }))
    expect([zero?.condition, one?.condition, one?.event]).toEqual([undefined, undefined, undefined])
  })
})

describe('worstDelay', () => {
  const seconds = (config: ReturnType<typeof configOf>, index: number) => {
    const delay = worstDelay(config, index)
    return (
      delay &&
      [delay.round, delay.queue, delay.script, delay.sync, delay.total].map(each =>
        Number(each / second),
      )
    )
  }

  it('is interval, timeout and the second in which NPD looks once', () => {
    expect(seconds(configOf(), 0)).toEqual([30, 0, 5, 1, 36])
  })

  it('has no such second for an event, and takes the rule’s own timeout', () => {
    expect(seconds(configOf({}, [ruleOf({ type: 'temporary', timeout: 2n * second })]), 0)).toEqual(
      [30, 0, 2, 0, 32],
    )
  })

  it('waits for the rules before it, and for a round that takes longer than the interval', () => {
    const config = configOf({ concurrency: 2, invokeInterval: 7n * second }, [
      ruleOf({ timeout: 1n * second }),
      ruleOf(),
      ruleOf(),
      ruleOf(),
    ])
    expect(seconds(config, 1)).toEqual([10, 0, 5, 1, 16])
    expect(seconds(config, 2)).toEqual([10, 1, 5, 1, 17])
    expect(seconds(config, 3)).toEqual([10, 5, 5, 1, 21])
  })

  it('never ends where nothing is run', () => {
    expect(worstDelay(configOf({ concurrency: 0 }), 0)).toBeUndefined()
    expect(worstDelay(configOf({ timeout: 0n }), 0)).toBeUndefined()
  })
})

describe('explainPlugins', () => {
  const explain = (definition: object) =>
    explainPlugins(parsePlugins('x.yaml', valuesOf(definition)))

  it('tells which settings are NPD’s defaults', () => {
    const { pluginConfig: _, metricsReporting: __, ...bare } = goodDefinition
    const [explained] = explain({ ...bare, pluginConfig: { timeout: '3s' } })
    expect(
      explained?.settings.map(({ name, value, isDefault }) => [name, value, isDefault]),
    ).toEqual([
      ['invoke_interval', '30s', true],
      ['timeout', '3s', false],
      ['max_output_length', '80 bytes', true],
      ['concurrency', '3', true],
      ['enable_message_change_based_condition_update', 'false', true],
      ['skip_initial_status', 'false', true],
      ['metricsReporting', 'true', true],
    ])
  })

  it('sums it up', () => {
    const [explained] = explain({ ...goodDefinition, pluginConfig: { skip_initial_status: true } })
    expect(explained && summarize(explained)).toBe(
      'As disk-monitor, every 30s node-problem-detector runs one script, at most 3 at the same time, and keeps 80 bytes of what each prints. Its conditions, DiskProblem, show once a script has run.',
    )
  })

  it('refuses what NPD would not start with, and what has no plugin', () => {
    expect(() => explain({ ...goodDefinition, plugin: 'kernel' })).toThrow(
      /^Failed to read x\.yaml:\d+:\d+: the custom plugin monitor does not know the plugin "kernel"/,
    )
    expect(() => explainPlugins(parsePlugins('x', 'settings: {}\n'))).toThrow(UserError)
    const missing = 'settings: {custom_plugin_monitors: [/custom-config/a.json]}\n'
    expect(() => explainPlugins(parsePlugins('x', missing))).toThrow(
      'nothing provides the definition',
    )
  })
})

describe('rendered', () => {
  it('the values of this repository have a line for each exit, and the worst delay', async () => {
    const text = renderers.table?.(explainPlugins(await loadPlugins())) ?? ''
    expect(text).toMatch(
      /^ {4}1 +True +ApiServerUnreachable +<stdout> +Warning ApiServerUnreachable/m,
    )
    expect(text).toMatch(/^ {4}none: killed after 5s +Unknown +ApiServerReachable /m)
    expect(text).toContain('At worst it takes 36s until a problem shows at the API server')
    expect(text).toMatch(/^ {4}skip_initial_status +false +NPD's default$/m)
  })

  it('Markdown has no cell that could end its table', () => {
    const [rule] = goodDefinition.rules
    const definition = {
      ...goodDefinition,
      conditions: [{ type: 'DiskProblem', reason: 'A|B', message: 'one\n| two <b>' }],
      rules: [rule],
    }
    const text = renderers.markdown?.(explainPlugins(parsePlugins('x', valuesOf(definition)))) ?? ''
    expect(text).toContain('| 0 | False | A\\|B | one \\| two &lt;b> | Normal A\\|B |')
    expect(text).toContain('## /custom-config/disk.json\n\n')
  })

  it('JSON has all of it', () => {
    const explained = explainPlugins(parsePlugins('x', valuesOf(goodDefinition)))
    expect(JSON.parse(renderers.json?.(explained) ?? '')).toEqual(explained)
    expect(explained[0]?.rules[0]?.worstDelay).toEqual({
      round: '30s',
      queue: '0s',
      script: '5s',
      sync: '1s',
      total: '36s',
    })
  })
})
