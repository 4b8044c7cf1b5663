import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { openApi, type TestApi } from '../../lib/kube/api-server.fixture.mts'
import { namespaces } from '../../lib/kube/resources.mts'
import { expectAsRecorded } from './differences.mts'
import { pipeline, type Reconciled } from './recordings.mts'
import { Stage } from './stage.fixture.mts'

let server: TestApi
beforeAll(async () => {
  server = await openApi()
  for (const name of ['chaos-a', 'chaos-b'])
    await server.api.create(namespaces, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } })
})
afterAll(() => server.close())
beforeEach(() => vi.useFakeTimers({ toFake: ['Date'], now: Date.now() }))
afterEach(() => vi.useRealTimers())

test.each(pipeline.map(each => [each.name, each] as const))('%s', async (name, each) => {
  const stage = new Stage(server.api, each)
  const [ours, real]: [Reconciled[], Reconciled[]] = [[], []]
  try {
    for (const pod of each.pods) await stage.createPod(pod)
    for (const step of each.steps) {
      const reconciled = await stage.play(step)
      if (reconciled) ours.push(reconciled)
      if (step.do === 'reconcile') real.push(step.then)
    }
  } finally {
    await stage.clear()
  }
  expectAsRecorded(name, ours, real)
})

test('every step was recorded', () => {
  const runs = pipeline.flatMap(({ steps }) => steps.filter(each => each.do === 'reconcile'))
  expect(runs.length).toBeGreaterThan(200)
})
