import { afterEach, beforeEach, expect, it } from 'vitest'
import { podId } from '../chaos-mesh/select-pods.mts'
import type { NetworkChaos } from '../chaos-mesh/types.mts'
import { type ChaosController, startChaosController } from '../embedded/chaos/controller.mts'
import { startTestApi, type TestApi } from '../kube/api-server.fixture.mts'
import { networkChaos, pods } from '../kube/resources.mts'
import type { Pod } from '../kube/types.mts'
import { waitFor } from '../kube/wait.mts'
import { applyExperiment, deleteExperiment, findExperiment } from './apply.mts'
import { chaosOf, podOf } from './chaos.fixture.mts'

let test: TestApi
let controller: ChaosController
let partitioned: Set<string>
let selected: Pod[]
beforeEach(async () => {
  test = await startTestApi()
  partitioned = new Set()
  const network = {
    partition: (id: string) => partitioned.add(id),
    heal: (id: string) => partitioned.delete(id),
  }
  controller = startChaosController({ api: test.api, network })
  selected = [await startPod('npd-a')]
})
afterEach(async () => {
  await controller.stop()
  await test.close()
})

/** A pod as reported by its kubelet. */
const startPod = async (name: string): Promise<Pod> => {
  const pod = podOf(name, 'worker')
  await test.api.create(pods, pod)
  const running = {
    phase: 'Running',
    podIP: '10.244.1.2',
    containerStatuses: [
      { name: 'npd', ready: true, restartCount: 0, image: '', imageID: '', state: { running: {} } },
    ],
  }
  const patch = { type: 'merge', body: { status: running } } as const
  return test.api.patch(pods, name, patch, { namespace: 'kube-system', subresource: 'status' })
}

const { signal } = new AbortController()
const apply = (chaos: NetworkChaos) => applyExperiment(test.api, chaos, selected, signal)

it('creates an experiment and waits until all pods are injected', async () => {
  expect(await apply(chaosOf())).toBe('created')
  expect([...partitioned]).toEqual(selected.map(podId))
})

it('keeps an identical experiment', async () => {
  await apply(chaosOf())
  const before = await findExperiment(test.api, chaosOf(), signal)
  expect(await apply(chaosOf())).toBe('unchanged')
  expect((await findExperiment(test.api, chaosOf(), signal))?.metadata.uid).toBe(
    before?.metadata.uid,
  )
})

it('replaces an experiment that has ended', async () => {
  await apply(chaosOf({ duration: '100ms' }))
  await waitFor<NetworkChaos, true>(test.api, networkChaos, {
    timeoutMs: 5_000,
    findResult: ([chaos]) => (chaos?.status?.experiment.desiredPhase === 'Stop' ? true : undefined),
    createTimeoutError: () => new Error('the experiment has not ended'),
  })
  expect(await apply(chaosOf())).toBe('replaced')
  expect(partitioned.size).toBe(1)
})

it('replaces an experiment that differs', async () => {
  await apply(chaosOf())
  expect(await apply(chaosOf({ duration: '10m' }))).toBe('replaced')
  expect(await apply(chaosOf())).toBe('replaced')
})

it('replaces an experiment whose pods were recreated', async () => {
  await apply(chaosOf())
  await test.api.delete(pods, 'npd-a', { namespace: 'kube-system' })
  selected = [await startPod('npd-b')]
  expect(await apply(chaosOf())).toBe('replaced')
  expect(partitioned.has('kube-system/npd-b')).toBe(true)
})

it('deletes an experiment and waits until it no longer exists', async () => {
  await apply(chaosOf())
  expect(await deleteExperiment(test.api, chaosOf(), signal)).toBe('recovered')
  expect([await findExperiment(test.api, chaosOf(), signal), partitioned.size]).toEqual([
    undefined,
    0,
  ])
  await deleteExperiment(test.api, chaosOf(), signal)
})

it('removes the finalizers of an experiment that chaos-mesh does not finish', async () => {
  await controller.stop()
  await test.api.create(networkChaos, chaosOf({}, { finalizers: ['chaos-mesh/records'] }))
  expect(await deleteExperiment(test.api, chaosOf(), signal, 100)).toBe('forced')
  expect(await findExperiment(test.api, chaosOf(), signal)).toBeUndefined()
})
