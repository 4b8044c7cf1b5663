import { expect, it } from 'vitest'
import { runMonitor } from './custom-plugin-monitor.mts'
import type { PluginStatus } from './generate-status.mts'
import { configOf, createTestClock, createTestLog } from './npd.fixture.mts'
import type { MonitorStatus } from './status.mts'

/** Runs a monitor whose plugin ends in these ways, one after the other. */
const play = async (results: PluginStatus[], skipInitialStatus = false) => {
  const { clock } = createTestClock()
  const { klog, lines } = createTestLog(clock)
  const ending = new AbortController()
  const statuses: MonitorStatus[] = []
  const left = [...results]
  await runMonitor(
    {
      config: configOf({ invokeInterval: 1_000_000n, skipInitialStatus }),
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
