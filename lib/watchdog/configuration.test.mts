import { afterAll, beforeAll, expect, it } from 'vitest'
import { renderNpd } from '../chart/manifests.mts'
import { npdConfigMapName, npdNamespace } from '../chart/release.mts'
import { readTunedValues } from '../chart/tuned-values.mts'
import { UserError } from '../cli/errors.mts'
import { startTestApi, type TestApi } from '../kube/api-server.fixture.mts'
import { configMaps, daemonSets } from '../kube/resources.mts'
import type { ConfigMap } from '../kube/types.mts'
import { readConfiguration, requireTypes } from './configuration.mts'

const { signal } = new AbortController()

let test: TestApi
beforeAll(async () => {
  test = await startTestApi()
})
afterAll(() => test.close())

const definitionOf = (type: string) =>
  JSON.stringify({
    plugin: 'custom',
    source: 'test',
    conditions: [{ type, reason: 'No', message: 'no' }],
    rules: [{ type: 'permanent', condition: type, reason: 'Yes', path: './p.sh' }],
  })

it('finds nothing to watch if NPD is not installed', async () => {
  const configuration = await readConfiguration(test.api, {}, signal)
  expect([...configuration.types]).toEqual([])
  expect(() => requireTypes(configuration)).toThrow(UserError)
})

it('finds the condition types and the period of the installed NPD', async () => {
  const values = await readTunedValues({ heartbeat: '10s' })
  const { configMap, daemonSet } = renderNpd(values, { chartVersion: '2.4.1' })
  await test.api.create(configMaps, configMap)
  await test.api.create(daemonSets, daemonSet)
  const { types, period } = await readConfiguration(test.api, {}, signal)
  expect([[...types], period]).toEqual([
    ['DemoProblem', 'NetworkProblem'],
    { periodMs: 10_000, source: 'DaemonSet' },
  ])
})

it('never contains a condition type of the kubelet', async () => {
  const data = { 'a.json': definitionOf('Ready'), 'b.json': definitionOf('DiskSlow') }
  const how = { namespace: npdNamespace }
  const found = await test.api.get<ConfigMap>(configMaps, npdConfigMapName, how)
  await test.api.replace<ConfigMap>(configMaps, { ...found, data })
  expect([...(await readConfiguration(test.api, {}, signal)).types]).toEqual(['DiskSlow'])
})

it('uses the values from the options instead', async () => {
  const overrides = { types: ['KernelDeadlock'], periodMs: 60_000 }
  expect(await readConfiguration(test.api, overrides, signal)).toEqual({
    types: new Set(['KernelDeadlock']),
    period: { periodMs: 60_000, source: 'option' },
  })
})
