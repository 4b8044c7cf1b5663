import { describe, expect, it } from 'vitest'
import { UserError } from '../../cli/errors.mts'
import { second } from '../../npd/go/duration.mts'
import { configOf, ruleOf } from '../../npd/npd.fixture.mts'
import { createVersionResolver } from '../../npd/version.mts'
import { createValues, goodDefinition } from '../lint/lint.fixture.mts'
import { loadPlugins, parsePlugins } from '../load.mts'
import { explainExits } from './exits.mts'
import { explainPlugins, summarize } from './explain.mts'
import { renderers } from './render.mts'

describe('explainExits', () => {
  it('returns the condition, event and metrics for each exit of a permanent rule', () => {
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

  it('returns only events for a temporary rule', () => {
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

  it('shortens messages to max_output_length', () => {
    const [, problem, , killed] = explainExits(configOf({ maxOutputLength: 4 }), ruleOf())
    expect([problem?.condition?.message, killed?.condition?.message]).toEqual(['<std', 'Time'])
  })

  it('returns no condition and no event if the condition of a rule does not exist', () => {
    const [zero, one] = explainExits(configOf(), ruleOf({ type: 'permanet', condition: 'Other' }))
    expect([zero?.condition, one?.condition, one?.event]).toEqual([undefined, undefined, undefined])
  })
})

describe('explainPlugins', () => {
  const explain = (definition: object) =>
    explainPlugins(parsePlugins('x.yaml', createValues(definition)))

  it('names the interval of each rule if they differ', () => {
    const [rule] = goodDefinition.rules
    const rules = [rule, { ...rule, invoke_interval: '10s' }, { ...rule, invoke_interval: '10s' }]
    const text = createValues({ ...goodDefinition, rules })
    const versionOf = createVersionResolver({ given: 'v1.37.0' })
    const [explained] = explainPlugins(parsePlugins('x.yaml', text, versionOf))
    expect(explained && summarize(explained)).toMatch(
      /^node-problem-detector runs one script every 30s and 2 scripts every 10s, at most 3/,
    )
  })

  it('marks the settings that are NPD’s defaults', () => {
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

  it('summarizes a definition', () => {
    const [explained] = explain({ ...goodDefinition, pluginConfig: { skip_initial_status: true } })
    expect(explained && summarize(explained)).toBe(
      "Every 30s, node-problem-detector runs one script, at most 3 at the same time. It keeps at most the first 80 bytes of each script's output. The source of its events is disk-monitor. NPD reports DiskProblem only after a script has run.",
    )
  })

  it('rejects a file without plugins or with errors that keep NPD from starting', () => {
    expect(() => explain({ ...goodDefinition, plugin: 'kernel' })).toThrow(
      /^Failed to read x\.yaml:\d+:\d+: plugin "kernel"/,
    )
    expect(() => explainPlugins(parsePlugins('x', 'settings: {}\n'))).toThrow(UserError)
    const missing = 'settings: {custom_plugin_monitors: [/custom-config/a.json]}\n'
    expect(() => explainPlugins(parsePlugins('x', missing))).toThrow(
      'the definition /custom-config/a.json does not exist',
    )
  })
})

describe('rendered', () => {
  const networkMonitor = async (format: string) => {
    const [explained] = explainPlugins(await loadPlugins())
    return explained ? (renderers[format]?.([explained]) ?? '') : ''
  }

  it('text has a block for each exit, and the longest delay', async () => {
    const text = await networkMonitor('table')
    expect(text.slice(text.indexOf('  ./custom-config'))).toMatchInlineSnapshot(`
      "  ./custom-config/plugin-network_problem.sh (sets NetworkProblem)
          EXIT     0
          STATUS   False
          REASON   ApiServerReachable
          MESSAGE  Kubernetes API server is reachable
          EVENT    Normal ApiServerReachable (on change)
          METRICS  problem_gauge{type="NetworkProblem",reason="ApiServerReachable"} 0

          EXIT     1
          STATUS   True
          REASON   ApiServerUnreachable
          MESSAGE  <stdout>
          EVENT    Warning ApiServerUnreachable (on change)
          METRICS  problem_counter{reason="ApiServerUnreachable"} +1,
                   problem_gauge{type="NetworkProblem",reason="ApiServerUnreachable"} 1

          EXIT     2 or any other
          STATUS   Unknown
          REASON   ApiServerReachable
          MESSAGE  <stdout>
          EVENT    Normal ApiServerReachable (on change)
          METRICS  problem_gauge{type="NetworkProblem",reason="ApiServerReachable"} 0

          EXIT     none: killed after 5s
          STATUS   Unknown
          REASON   ApiServerReachable
          MESSAGE  Timeout when running plugin "./custom-config/plugin-network_problem.sh": state -
          EVENT    Normal ApiServerReachable (on change)
          METRICS  problem_gauge{type="NetworkProblem",reason="ApiServerReachable"} 0

        A problem reaches the API server within 36s: 30s until the next round, 5s for the script, 1s until
        NPD checks for changes. If NPD cannot reach the API server, nothing is reported, and the heartbeat
        (normally every 30s) stops.

      "
    `)
    expect(text).toMatch(/^ {4}skip_initial_status +false +NPD's default$/m)
  })

  it('text fits into 100 columns, even with words that are longer', () => {
    const [condition] = goodDefinition.conditions
    const long = {
      ...goodDefinition,
      pluginConfig: { max_output_length: 4096 },
      conditions: [{ ...condition, message: 'x'.repeat(250), reason: 'R'.repeat(120) }],
    }
    const text = renderers.table?.(explainPlugins(parsePlugins('x', createValues(long)))) ?? ''
    expect(Math.max(...text.split('\n').map(({ length }) => length))).toBe(100)
    expect(text.replace(/\n +/g, '')).toContain('x'.repeat(250))
  })

  it('Markdown escapes cells that could end its table', () => {
    const [rule] = goodDefinition.rules
    const definition = {
      ...goodDefinition,
      conditions: [{ type: 'DiskProblem', reason: 'A|B', message: 'one\n| two <b>' }],
      rules: [rule],
    }
    const text =
      renderers.markdown?.(explainPlugins(parsePlugins('x', createValues(definition)))) ?? ''
    expect(text).toContain('| 0 | False | A\\|B | one \\| two &lt;b> | Normal A\\|B (on change) |')
    expect(text).toContain('## /custom-config/disk.json\n\n')
  })

  it('JSON has all fields', () => {
    const explained = explainPlugins(parsePlugins('x', createValues(goodDefinition)))
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
