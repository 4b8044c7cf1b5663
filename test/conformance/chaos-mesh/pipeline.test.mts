import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { expectAsRecorded } from './differences.mts'
import { createInProcessApi } from './in-process-api.fixture.mts'
import { PipelineHarness } from './pipeline-harness.fixture.mts'
import { pipeline, type Reconciled } from './recordings.mts'

beforeEach(() => vi.useFakeTimers({ toFake: ['Date'], now: Date.now() }))
afterEach(() => vi.useRealTimers())

test.each(pipeline.map(each => [each.name, each] as const))('%s', async (name, each) => {
  const harness = new PipelineHarness(createInProcessApi(['chaos-a', 'chaos-b']), each)
  const [embedded, real]: [Reconciled[], Reconciled[]] = [[], []]
  for (const pod of each.pods) await harness.createPod(pod)
  for (const step of each.steps) {
    const reconciled = await harness.play(step)
    if (reconciled) embedded.push(reconciled)
    if (step.do === 'reconcile') real.push(step.then)
  }
  expectAsRecorded(name, embedded, real)
})

test('the recording has many runs of the pipeline', () => {
  const runs = pipeline.flatMap(({ steps }) => steps.filter(each => each.do === 'reconcile'))
  expect(runs.length).toBeGreaterThan(200)
})
