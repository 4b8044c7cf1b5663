import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { npdName, npdNamespace } from '../../chart/release.mts'
import { createApi } from '../../kube/api.mts'
import { startTestApi, type TestApi } from '../../kube/api-server.fixture.mts'
import { connectWithToken } from '../../kube/connection.mts'
import { daemonSets } from '../../kube/resources.mts'
import type { Container, DaemonSet } from '../../kube/types.mts'
import { findLimit } from './limit.mts'
import { discoverPeriod } from './period.mts'

let test: TestApi
beforeAll(async () => {
  test = await startTestApi()
})
afterAll(() => test.close())
beforeEach(async () => {
  for (const namespace of [npdNamespace, 'default'])
    for (const name of [npdName, 'other']) await test.api.delete(daemonSets, name, { namespace })
})

const create = (namespace: string, name: string, container: Partial<Container>) =>
  test.api.create<DaemonSet>(daemonSets, {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name, namespace },
    spec: {
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: { containers: [{ name: 'main', image: 'image', ...container }] },
      },
    },
  })

const shell = (line: string) => ({
  command: ['/bin/sh', '-c', `exec /node-problem-detector ${line}`],
})
const flag = '--k8s-exporter-heartbeat-period'

it.each<[string, Partial<Container>, number]>([
  ['the shell command of the chart', shell(`--logtostderr ${flag}=30s --port=0`), 30_000],
  ['a negative period, which means zero', shell(`${flag}=-5s`), 0],
  ['a value in quotes', shell(`${flag}="1m30s"`), 90_000],
  [
    'an argument of the container',
    { command: ['/node-problem-detector'], args: [`${flag}=20s`] },
    20_000,
  ],
  ['two separate arguments', { command: ['/node-problem-detector'], args: [flag, '20s'] }, 20_000],
  [
    'the default of NPD if only the image is set',
    { image: 'registry.k8s.io/node-problem-detector:v1' },
    300_000,
  ],
])('reads the period from %s', async (_, container, periodMs) => {
  await create(npdNamespace, npdName, { name: npdName, ...container })
  expect(await discoverPeriod(test.api)).toEqual({ periodMs, source: 'DaemonSet' })
})

it('finds NPD under another name, and uses the longest period of several', async () => {
  await create('default', 'other', shell(`${flag}=45s`))
  await create(npdNamespace, 'other', shell(`${flag}=20s`))
  expect(await discoverPeriod(test.api)).toEqual({ periodMs: 45_000, source: 'DaemonSet' })
})

it('uses the default without a DaemonSet, or without NPD in it', async () => {
  expect(await discoverPeriod(test.api)).toEqual({ periodMs: 300_000, source: 'default' })
  await create('default', 'other', { command: ['/fluentd'] })
  expect(await discoverPeriod(test.api)).toEqual({ periodMs: 300_000, source: 'default' })
})

it('uses the default if the arguments contain no period', async () => {
  await create(npdNamespace, npdName, shell(`${flag}=$(PERIOD)`))
  expect(await discoverPeriod(test.api)).toEqual({ periodMs: 300_000, source: 'default' })
})

it('uses the default without permission to read DaemonSets', async () => {
  await create(npdNamespace, npdName, shell(`${flag}=30s`))
  const rules = [{ verbs: ['list'], apiGroups: [''], resources: ['nodes'] }]
  test.server.tokens.add('reader', { name: 'reader', groups: [], rules })
  const reader = createApi(
    connectWithToken({
      context: 'reader',
      server: test.server.url,
      caCertificate: test.certificate,
      token: 'reader',
    }),
  )
  expect(await discoverPeriod(reader)).toEqual({ periodMs: 300_000, source: 'default' })
  reader.close()
})

it('uses the given period instead of that of the DaemonSet', async () => {
  await create(npdNamespace, npdName, shell(`${flag}=30s`))
  expect((await findLimit(test.api, 'Problem')).allowedSilenceMs).toBe(75_000)
  expect(await findLimit(test.api, 'Problem', { heartbeatMs: 10_000 })).toEqual({
    allowedSilenceMs: 35_000,
    period: { periodMs: 10_000, source: 'option' },
  })
})

it('never reports the kubelet as silent, unless a period is given', async () => {
  expect(await findLimit(test.api, 'Ready')).toEqual({ allowedSilenceMs: Number.POSITIVE_INFINITY })
  expect((await findLimit(test.api, 'Ready', { heartbeatMs: 300_000 })).allowedSilenceMs).toBe(
    615_000,
  )
})
