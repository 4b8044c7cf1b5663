import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { UserError } from '../cli/errors.mts'
import { files } from '../repository.mts'
import { type Endpoints, serveEndpoints } from './endpoints.mts'
import { conditionAt, nodeWith } from './nodes.fixture.mts'
import type { WatchdogState } from './watchdog.mts'

const evaluated = (name: string, silentForMs: number, isSilent: boolean) => ({
  watchedNode: { node: nodeWith(name), conditions: [{ index: 1, condition: conditionAt(0) }] },
  silentForMs,
  isSilent,
  isOverdue: isSilent,
  conditionsToMark: [],
})

const state: WatchdogState = {
  isLeader: true,
  isSynced: true,
  disconnectedForMs: 250,
  isDisconnected: false,
  disruption: 'none',
  evaluatedNodes: [evaluated('n1', 1_500, false), evaluated('n2', 130_123.4, true)],
  pendingCount: 0,
  allowedSilenceMs: 35_000,
  marks: 2,
  conflicts: 0,
  recoveries: 1,
}

let endpoints: Endpoints
afterEach(() => endpoints.close())

const ask = async (path: string, now: WatchdogState = state) => {
  endpoints = await serveEndpoints({ host: '127.0.0.1', port: 0 }, () => now)
  const response = await fetch(`${endpoints.url}${path}`)
  return { code: response.status, text: await response.text(), headers: response.headers }
}

it('serves metrics in the text format of Prometheus', async () => {
  const { text, headers } = await ask('/metrics')
  const { version } = JSON.parse(await readFile(files.manifest, 'utf8'))
  expect(headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
  expect(text.split('\n').filter(line => !line.startsWith('#'))).toEqual([
    `npd_watchdog_build_info{version="${version}",nodejs="${process.versions.node}"} 1`,
    'npd_watchdog_nodes 2',
    'npd_watchdog_silent_nodes 1',
    'npd_watchdog_node_silent{node="n1"} 0',
    'npd_watchdog_node_silent{node="n2"} 1',
    'npd_watchdog_pending_nodes 0',
    'npd_watchdog_oldest_heartbeat_age_seconds 130.123',
    'npd_watchdog_allowed_silence_seconds 35',
    'npd_watchdog_disruption 0',
    'npd_watchdog_api_server_disconnected_seconds 0.25',
    'npd_watchdog_leader 1',
    'npd_watchdog_marks_total 2',
    'npd_watchdog_marks_superseded_total 0',
    'npd_watchdog_recoveries_total 1',
    '',
  ])
  expect(text).toMatch(
    /\n# HELP npd_watchdog_nodes \S.*\n# TYPE npd_watchdog_nodes gauge\nnpd_watchdog_nodes 2\n/,
  )
})

it('serves every metric that the alerts and the dashboard use', async () => {
  const { text } = await ask('/metrics')
  for (const file of ['prometheus-rule.yaml', 'dashboard.json']) {
    const used = await readFile(join(dirname(files.watchdog), 'monitoring', file), 'utf8')
    const names = new Set(used.match(/npd_watchdog_\w+/g))
    expect(names.size).toBeGreaterThan(2)
    for (const name of names) expect(text).toContain(`# TYPE ${name} `)
  }
})

it('is ready once it has read the nodes', async () => {
  expect(await ask('/readyz')).toMatchObject({ code: 200, text: 'ok\n' })
  await endpoints.close()
  expect((await ask('/readyz', { ...state, isSynced: false })).code).toBe(503)
})

it('is live but not ready while the API server cannot be reached', async () => {
  expect((await ask('/livez', { ...state, isDisconnected: true })).code).toBe(200)
  await endpoints.close()
  expect(await ask('/readyz', { ...state, isDisconnected: true })).toMatchObject({
    code: 503,
    text: 'the API server does not respond\n',
  })
})

it('returns 404 for other paths, and rejects if it cannot listen on the address', async () => {
  expect(await ask('/')).toMatchObject({ code: 404, text: '/metrics /livez /readyz\n' })
  const port = Number(new URL(endpoints.url).port)
  await expect(serveEndpoints({ host: '127.0.0.1', port }, () => state)).rejects.toThrow(UserError)
})
