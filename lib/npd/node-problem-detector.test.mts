import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { ApiRequest } from './api-client.mts'
import { second } from './go/duration.mts'
import { runNodeProblemDetector, type Serve } from './node-problem-detector.mts'

const definition = {
  plugin: 'custom',
  pluginConfig: { invoke_interval: '1h', timeout: '5s' },
  source: 'test-monitor',
  conditions: [{ type: 'Problem', reason: 'Fine', message: 'All is well' }],
  rules: [
    {
      type: 'permanent',
      condition: 'Problem',
      reason: 'Broken',
      path: './custom-config/plugin.sh',
    },
  ],
}

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'npd-test-root-'))
  mkdirSync(join(root, 'custom-config'))
  writeFileSync(join(root, 'custom-config/plugin.sh'), '#!/bin/bash\necho it broke\nexit 1\n')
  chmodSync(join(root, 'custom-config/plugin.sh'), 0o755)
})
afterEach(() => rmSync(root, { recursive: true }))

const isEvent = ({ method }: ApiRequest) => method === 'POST'

/** Runs NPD until it exits, or until `isDone` returns true for a request. */
const run = async (
  configuration: unknown,
  isDone: (request: ApiRequest) => boolean = () => false,
  { configPaths = ['/custom-config/test.json'], nodeStatus = 200 } = {},
) => {
  writeFileSync(join(root, 'custom-config/test.json'), JSON.stringify(configuration))
  const controller = new AbortController()
  const requests: ApiRequest[] = []
  const lines: string[] = []
  const served: Record<string, Parameters<Serve>[1]> = {}
  const code = await runNodeProblemDetector(
    {
      npdVersion: 'v1.36.0',
      nodeName: 'worker',
      configPaths,
      heartbeatPeriod: 300n * second,
      transport: {
        request: async request => {
          requests.push(request)
          if (isDone(request)) controller.abort()
          const status = request.method === 'GET' ? nodeStatus : 200
          return { status, body: '{"metadata":{"name":"x"},"message":"no"}' }
        },
      },
      environment: {
        cwd: root,
        env: { PATH: process.env.PATH },
        resolvePath: path => join(root, path),
      },
      serve: (port, answer) => {
        served[port] = answer
      },
      write: line => lines.push(line.replace(/^(\w)\d{4} \S+ +1 (\S+)\] /, '$1 $2 ')),
    },
    controller.signal,
  )
  return { code, requests, lines, served }
}

it('starts, runs the plugin, and reports the condition and its change to the API server', async () => {
  const { code, requests, lines } = await run(definition, ({ path }) => path.endsWith('/status'))
  expect(code).toBe(0)
  expect(requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
    'GET /api/v1/nodes/worker?resourceVersion=0',
    'POST /api/v1/namespaces/default/events',
    'PATCH /api/v1/nodes/worker/status',
  ])
  expect(JSON.parse(requests[2]?.body ?? '').status.conditions).toMatchObject([
    { type: 'Problem', status: 'True', reason: 'Broken', message: 'it broke' },
  ])
  expect(lines.map(line => line.split(/[:"{]| \(/)[0])).toEqual([
    'I custom_plugin_monitor.go',
    'I k8s_exporter.go',
    'I node_problem_detector.go',
    'I node_problem_detector.go',
    'I custom_plugin_monitor.go',
    'I problem_detector.go',
    'I custom_plugin_monitor.go',
    'I custom_plugin_monitor.go',
    'I custom_plugin_monitor.go',
  ])
})

it('serves its conditions and the metrics of all monitors', async () => {
  const isPatch = ({ path }: ApiRequest) => path.endsWith('/status')
  const { served } = await run(definition, isPatch)
  expect(JSON.parse(served.http?.('/conditions').body ?? '')).toMatchObject([
    { type: 'Problem', status: 'True', reason: 'Broken', message: 'it broke' },
  ])
  expect(served.prometheus?.('/metrics').body).toContain(
    'problem_gauge{reason="Broken",type="Problem"} 1',
  )
})

it('exits 255 for a missing definition', async () => {
  const { code, lines } = await run(definition, undefined, {
    configPaths: ['/custom-config/other.json'],
  })
  expect(code).toBe(255)
  expect(lines).toEqual([
    'F custom_plugin_monitor.go:63 Failed to read configuration file "/custom-config/other.json": open /custom-config/other.json: no such file or directory',
  ])
})

it('exits 255 for an invalid definition before it contacts the API server', async () => {
  const { code, requests, lines } = await run({ ...definition, conditions: [] })
  expect([code, requests.length, lines.length]).toEqual([255, 0, 1])
  expect(lines[0]).toMatch(
    /^F custom_plugin_monitor.go:78 Failed to validate .* does not have preset default condition$/,
  )
})

it('exits 255 for a script that is missing in the container', async () => {
  const rules = [{ ...definition.rules[0], path: './custom-config/none.sh' }]
  expect((await run({ ...definition, rules })).lines[0]).toContain(
    'rule path "./custom-config/none.sh" does not exist',
  )
})

it('continues immediately if the API server does not return its node', async () => {
  const { code, requests, lines } = await run(definition, isEvent, {
    nodeStatus: 404,
  })
  expect(code).toBe(0)
  expect(requests.filter(({ method }) => method === 'GET')).toHaveLength(1)
  expect(lines.slice(1, 5)).toEqual([
    'I k8s_exporter.go:56 Waiting for kube-apiserver to be ready (timeout 5m0s)...',
    "E k8s_exporter.go:128 Can't get node object: no",
    'W k8s_exporter.go:58 kube-apiserver did not become ready: timed out on waiting for kube-apiserver to return the node object: no',
    'I node_problem_detector.go:56 K8s exporter started.',
  ])
})

it('loads a definition once if it is listed twice', async () => {
  const path = '/custom-config/test.json'
  const { lines } = await run(definition, isEvent, {
    configPaths: [path, path],
  })
  expect(lines.filter(line => line.includes('Finish parsing'))).toHaveLength(1)
  expect(lines).toContain(
    'W problem_daemon.go:59 Duplicated problem daemon configuration "/custom-config/test.json"',
  )
})

it('exits 255 for a reason that its metrics reject, after it has parsed the definition', async () => {
  const rules = [{ ...definition.rules[0], reason: 'Größe' }]
  const { code, requests, lines } = await run({ ...definition, rules })
  expect([code, requests.length]).toEqual([255, 0])
  expect(lines.map(line => line.split(' ').slice(0, 5).join(' '))).toEqual([
    'I custom_plugin_monitor.go:81 Finish parsing custom',
    'F custom_plugin_monitor.go:100 Failed to initialize',
  ])
})

it('panics for a negative concurrency before it contacts the API server', async () => {
  const { code, requests, lines } = await run({ ...definition, pluginConfig: { concurrency: -1 } })
  expect([code, requests.length]).toEqual([2, 0])
  expect(lines[0]).toContain('Finish parsing')
  expect(lines.slice(1)).toEqual([
    'panic: makechan: size out of range',
    '',
    'goroutine 1 [running]:',
  ])
})

it('panics after the first run for a negative max_output_length', async () => {
  const pluginConfig = { max_output_length: -1 }
  const { code, requests, lines } = await run({ ...definition, pluginConfig })
  expect([code, requests.length]).toEqual([2, 1])
  expect(lines).toContain('I problem_detector.go:77 Problem detector started')
  expect(lines.slice(-3)).toEqual([
    'panic: runtime error: slice bounds out of range [:-1]',
    '',
    'goroutine 1 [running]:',
  ])
})
