import { expect, it } from 'vitest'
import { lintText } from './lint.fixture.mts'

/**
 * Definitions similar to those that NPD ships for custom plugins, with the feature that each one tests.
 */
const shipped: [name: string, definition: object][] = [
  [
    'one script for a condition and for events',
    {
      plugin: 'custom',
      pluginConfig: { invoke_interval: '30s', timeout: '5s', max_output_length: 80 },
      source: 'clock-monitor',
      conditions: [{ type: 'ClockProblem', reason: 'ClockIsSet', message: 'the clock is right' }],
      rules: ['temporary', 'permanent'].map(type => ({
        type,
        ...(type === 'permanent' && { condition: 'ClockProblem' }),
        reason: 'ClockIsOff',
        path: './config/plugin/check_ntp.sh',
        timeout: '3s',
      })),
    },
  ],
  [
    'events only, once a day',
    {
      plugin: 'custom',
      pluginConfig: { invoke_interval: '86400s', timeout: '5s', concurrency: 1 },
      source: 'tables-monitor',
      conditions: [],
      rules: [
        { type: 'temporary', reason: 'TablesMixed', path: './config/plugin/iptables_mode.sh' },
      ],
    },
  ],
  [
    'a program with arguments and a timeout of minutes',
    {
      plugin: 'custom',
      pluginConfig: { invoke_interval: '10s', timeout: '3m', concurrency: 1 },
      source: 'health-checker',
      conditions: [{ type: 'RuntimeUnhealthy', reason: 'RuntimeIsHealthy', message: 'it runs' }],
      rules: [
        {
          type: 'permanent',
          condition: 'RuntimeUnhealthy',
          reason: 'RuntimeUnhealthy',
          path: '/home/kubernetes/bin/health-checker',
          args: ['--component=cri', '--enable-repair=true'],
          timeout: '3m',
        },
      ],
    },
  ],
  [
    'a PowerShell script',
    {
      plugin: 'custom',
      pluginConfig: { invoke_interval: '10m', timeout: '5s' },
      source: 'defender-monitor',
      conditions: [],
      rules: [{ type: 'temporary', reason: 'ThreatFound', path: String.raw`C:\npd\defender.ps1` }],
    },
  ],
]

it.each(shipped)('finds no error in %s', async (_, definition) => {
  const found = await lintText(JSON.stringify(definition, null, 2))
  expect(found.filter(({ severity }) => severity === 'error')).toEqual([])
  // NPD's own health checker runs every ten seconds with a timeout of minutes.
  expect(found.map(({ rule }) => rule).filter(rule => rule !== 'short-interval')).toEqual([])
})
