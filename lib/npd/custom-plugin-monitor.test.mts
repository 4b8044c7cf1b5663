import { expect, it } from 'vitest'
import type { CustomPluginConfig } from './config-types.mts'
import { initializeMetrics, runMonitor } from './custom-plugin-monitor.mts'
import type { PluginStatus } from './generate-status.mts'
import { configOf, createTestClock, createTestLog, ruleOf } from './npd.fixture.mts'
import { ProblemMetrics } from './problem-metrics.mts'
import type { MonitorStatus } from './status.mts'

/** Runs a monitor whose plugin returns these results, one after the other. */
const play = async (
  results: PluginStatus[],
  skipInitialStatus = false,
  fields: Partial<CustomPluginConfig> = {},
) => {
  const { clock } = createTestClock()
  const { klog, lines } = createTestLog(clock)
  const controller = new AbortController()
  const statuses: MonitorStatus[] = []
  const left = [...results]
  const metrics = new ProblemMetrics()
  const config = { ...configOf({ invokeInterval: 1_000_000n, skipInitialStatus }), ...fields }
  initializeMetrics(metrics, config)
  await runMonitor(
    {
      config,
      configPath: '/custom-config/test.json',
      clock,
      klog,
      metrics,
      runRule: async () => ({ status: left.shift() ?? 'OK', message: 'm' }),
      onStatus: status => {
        statuses.push(status)
        if (left.length === 0) controller.abort()
      },
    },
    controller.signal,
  )
  return {
    statuses,
    lines: lines.map(line => line.replace(/\{.*/, '')),
    metrics: metrics.render().match(/^\w.*/gm) ?? [],
  }
}

it('sends the healthy state first, and then the status after each run', async () => {
  const { statuses } = await play(['OK', 'NonOK', 'NonOK', 'Unknown'])
  expect(statuses.map(({ conditions }) => conditions[0]?.status)).toEqual([
    'False',
    'False',
    'True',
    'True',
    'Unknown',
  ])
})

it('logs a status only if something has changed', async () => {
  const { lines } = await play(['OK', 'NonOK', 'NonOK', 'Unknown'])
  expect(lines).toEqual([
    'I custom_plugin_monitor.go:313] Initialized conditions for /custom-config/test.json: [',
    'I custom_plugin_monitor.go:302] Sending initial status for test-monitor with conditions: [',
    'I custom_plugin_monitor.go:284] New status generated: &',
    'I custom_plugin_monitor.go:284] New status generated: &',
  ])
})

it('does not send the healthy state with skip_initial_status', async () => {
  const { statuses, lines } = await play(['NonOK'], true)
  expect(statuses.map(({ conditions }) => conditions[0]?.status)).toEqual(['True'])
  expect(lines[1]).toBe(
    'I custom_plugin_monitor.go:129] Skipping sending initial status. Using default conditions: [',
  )
})

it('counts new problems but not Unknown, and sets the gauge while a problem lasts', async () => {
  expect((await play(['OK'])).metrics).toEqual([
    'problem_counter{reason="Unreachable"} 0',
    'problem_gauge{reason="Reachable",type="NetworkProblem"} 0',
    'problem_gauge{reason="Unreachable",type="NetworkProblem"} 0',
  ])
  expect((await play(['Unknown', 'NonOK', 'NonOK'])).metrics).toEqual([
    'problem_counter{reason="Unreachable"} 1',
    'problem_gauge{reason="Reachable",type="NetworkProblem"} 0',
    'problem_gauge{reason="Unreachable",type="NetworkProblem"} 1',
  ])
  expect((await play(['NonOK', 'Unknown'])).metrics).toEqual([
    'problem_counter{reason="Unreachable"} 1',
    'problem_gauge{reason="Reachable",type="NetworkProblem"} 0',
    'problem_gauge{reason="Unreachable",type="NetworkProblem"} 0',
  ])
})

it('counts every event of a temporary rule, and nothing if the definition disables metrics', async () => {
  const fields = { rules: [ruleOf({ type: 'temporary', reason: 'Seen' })] }
  const results: PluginStatus[] = ['NonOK', 'Unknown', 'OK', 'NonOK']
  expect((await play(results, false, fields)).metrics).toContain('problem_counter{reason="Seen"} 3')
  const silent = { ...fields, enableMetricsReporting: false }
  expect((await play(results, false, silent)).metrics).toEqual([])
})

it('logs after each result, before the status, that the metrics reject the reason', async () => {
  const [condition] = configOf().defaultConditions
  const defaultConditions = condition ? [{ ...condition, reason: 'Größe' }] : []
  const { lines } = await play(['OK', 'NonOK'], false, { defaultConditions })
  const invalid = 'invalid value: only ASCII characters accepted; max length must be 255 characters'
  const failed = (reason: string) =>
    `E custom_plugin_monitor.go:271] Failed to update problem gauge metrics for problem "NetworkProblem", reason "${reason}": `
  expect(lines.slice(2)).toEqual([
    `${failed('Größe')}${invalid}`,
    `${failed('Unreachable')}failed to clear previous reason "NetworkProblem" for type "Größe": ${invalid}`,
    'I custom_plugin_monitor.go:284] New status generated: &',
  ])
  const fields = { defaultConditions, enableMetricsReporting: false }
  const silent = await play(['OK'], false, fields)
  expect(silent.lines.filter(line => line.startsWith('E '))).toEqual([])
})

it('logs its stop before it panics because of an invalid interval', async () => {
  const { clock } = createTestClock()
  const { klog, lines } = createTestLog(clock)
  const monitor = runMonitor(
    {
      config: configOf({ invokeInterval: 0n }),
      configPath: '/custom-config/test.json',
      clock,
      klog,
      metrics: new ProblemMetrics(),
      runRule: async () => ({ status: 'OK', message: '' }),
      onStatus: () => {},
    },
    new AbortController().signal,
  )
  await expect(monitor).rejects.toThrow('non-positive interval for NewTicker')
  expect(lines.at(-1)).toBe('I plugin.go:64] Stopping plugin execution')
})
