import { expect, it } from 'vitest'
import type { CustomPluginConfig } from './config-types.mts'
import { runMonitor } from './custom-plugin-monitor.mts'
import type { PluginStatus } from './generate-status.mts'
import { configOf, createTestClock, createTestLog } from './npd.fixture.mts'
import type { MonitorStatus } from './status.mts'

/** Runs a monitor whose plugin ends in these ways, one after the other. */
const play = async (
  results: PluginStatus[],
  skipInitialStatus = false,
  fields: Partial<CustomPluginConfig> = {},
) => {
  const { clock } = createTestClock()
  const { klog, lines } = createTestLog(clock)
  const ending = new AbortController()
  const statuses: MonitorStatus[] = []
  const left = [...results]
  await runMonitor(
    {
      config: { ...configOf({ invokeInterval: 1_000_000n, skipInitialStatus }), ...fields },
      configPath: '/custom-config/test.json',
      clock,
      klog,
      runRule: async () => ({ status: left.shift() ?? 'OK', message: 'm' }),
      onStatus: status => {
        statuses.push(status)
        if (left.length === 0) ending.abort()
      },
    },
    ending.signal,
  )
  return { statuses, lines: lines.map(line => line.replace(/\{.*/, '')) }
}

it('sends the healthy state first, then what each run makes of it', async () => {
  const { statuses } = await play(['OK', 'NonOK', 'NonOK', 'Unknown'])
  expect(statuses.map(({ conditions }) => conditions[0]?.status)).toEqual([
    'False',
    'False',
    'True',
    'True',
    'Unknown',
  ])
})

it('logs a status only when something has changed', async () => {
  const { lines } = await play(['OK', 'NonOK', 'NonOK', 'Unknown'])
  expect(lines).toEqual([
    'I custom_plugin_monitor.go:313] Initialized conditions for /custom-config/test.json: [',
    'I custom_plugin_monitor.go:302] Sending initial status for test-monitor with conditions: [',
    'I custom_plugin_monitor.go:284] New status generated: &',
    'I custom_plugin_monitor.go:284] New status generated: &',
  ])
})

it('does not send the healthy state where the definition skips that', async () => {
  const { statuses, lines } = await play(['NonOK'], true)
  expect(statuses.map(({ conditions }) => conditions[0]?.status)).toEqual(['True'])
  expect(lines[1]).toBe(
    'I custom_plugin_monitor.go:129] Skipping sending initial status. Using default conditions: [',
  )
})

it('logs, at each result, a reason that its metrics do not take', async () => {
  const [condition] = configOf().defaultConditions
  const defaultConditions = condition ? [{ ...condition, reason: 'Größe' }] : []
  const failures = (lines: string[]) => lines.filter(line => line.startsWith('E '))
  const { lines } = await play(['OK', 'NonOK', 'OK'], false, { defaultConditions })
  const failure =
    'E custom_plugin_monitor.go:271] Failed to update problem gauge metrics for problem "NetworkProblem", reason "Größe": invalid value: only ASCII characters accepted; max length must be 255 characters'
  expect(failures(lines)).toEqual([failure, failure])
  const fields = { defaultConditions, enableMetricsReporting: false }
  expect(failures((await play(['OK'], false, fields)).lines)).toEqual([])
})

it('says that it stops before it panics over its interval', async () => {
  const { clock } = createTestClock()
  const { klog, lines } = createTestLog(clock)
  const monitor = runMonitor(
    {
      config: configOf({ invokeInterval: 0n }),
      configPath: '/custom-config/test.json',
      clock,
      klog,
      runRule: async () => ({ status: 'OK', message: '' }),
      onStatus: () => {},
    },
    new AbortController().signal,
  )
  await expect(monitor).rejects.toThrow('non-positive interval for NewTicker')
  expect(lines.at(-1)).toBe('I plugin.go:64] Stopping plugin execution')
})
