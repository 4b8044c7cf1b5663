import { afterEach, beforeEach, expect, it } from 'vitest'
import { startTestApi, type TestApi } from '../kube/api-server.fixture.mts'
import { pods } from '../kube/resources.mts'
import type { Pod } from '../kube/types.mts'
import { podOf } from './chaos.fixture.mts'
import { labelPods } from './label-pods.mts'

let test: TestApi
beforeEach(async () => {
  test = await startTestApi()
})
afterEach(() => test.close())

const { signal } = new AbortController()
const create = (...created: Pod[]) => Promise.all(created.map(pod => test.api.create(pods, pod)))
const labelsOf = async () =>
  (await test.api.list<Pod>(pods)).items.map(({ metadata }) => metadata.labels?.nodeName)

it('patches only pods with a missing or wrong label', async () => {
  await create(
    podOf('a', 'worker'),
    podOf('b', 'worker2', { labels: { nodeName: 'elsewhere' } }),
    podOf('c', 'worker3', { labels: { nodeName: 'worker3' } }),
  )
  const before = test.server.store.version
  const { pods: labeled, changedCount } = await labelPods(test.api, ['kube-system'], { signal })
  expect([labeled.length, changedCount]).toEqual([3, 2])
  expect(test.server.store.version).toBe(before + 2)
  expect(await labelsOf()).toEqual(['worker', 'worker2', 'worker3'])
})

it('skips other namespaces, and pods that are not on a node', async () => {
  const unplaced = podOf('u', '')
  const { nodeName: _, ...spec } = unplaced.spec
  await create(podOf('a', 'worker', { namespace: 'chaos-mesh' }), { ...unplaced, spec })
  expect((await labelPods(test.api, ['kube-system'], { signal })).pods).toEqual([])
  expect(await labelsOf()).toEqual([undefined, undefined])
})

it('changes nothing in a dry run, and returns the changes', async () => {
  await create(podOf('a', 'worker'))
  const { pods: labeled, changedCount } = await labelPods(test.api, ['kube-system'], {
    signal,
    dryRun: true,
  })
  expect([labeled[0]?.metadata.labels?.nodeName, changedCount]).toEqual(['worker', 1])
  expect(await labelsOf()).toEqual([undefined])
})

it('changes nothing if a node name is too long for a label', async () => {
  const long = `${'n'.repeat(60)}.example.com`
  await create(podOf('a', 'worker'), podOf('b', long))
  await expect(labelPods(test.api, ['kube-system'], { signal })).rejects.toThrow(
    `${long} is longer than 63 characters, the limit of a label value`,
  )
  expect(await labelsOf()).toEqual([undefined, undefined])
})
