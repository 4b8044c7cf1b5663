import { expect, test } from 'vitest'
import { podOf } from '../../chaos/chaos.fixture.mts'
import type { ChaosTarget, NetworkChaos } from '../../chaos-mesh/types.mts'
import { createMemoryApi, now } from './memory-api.fixture.mts'
import { runPipeline } from './pipeline.mts'
import { createInstantNetworks } from './pod-networks.fixture.mts'
import { createRecorder } from './recorder.mts'

const ref = { namespace: 'kube-system', name: 'partition', uid: 'uid-1' }

/** An experiment whose steps are run by the test. */
const start = (spec: Partial<NetworkChaos['spec']> = {}) => {
  const memory = createMemoryApi(spec)
  memory.pods.push(podOf('npd-a', 'worker'))
  const { networks, partitioned } = createInstantNetworks()
  const { signal } = new AbortController()
  const recorder = createRecorder({ api: memory.api, log: () => {}, signal })
  const run = () => runPipeline({ api: memory.api, networks, recorder, signal }, ref)
  const phases = () => memory.chaos?.status?.experiment.containerRecords?.map(({ phase }) => phase)
  const trueConditions = () =>
    memory.chaos?.status?.conditions?.flatMap(({ type, status }) => (status === 'True' ? type : []))
  const reasons = async () => {
    await recorder.flush()
    return memory.events.map(({ reason }) => reason)
  }
  return { memory, run, partitioned, phases, trueConditions, reasons }
}

const runTimes = async (run: () => Promise<unknown>, times: number) => {
  for (let i = 0; i < times; i++) await run()
}

test('each run moves an experiment to its next phase', async () => {
  const { memory, run, partitioned, phases, trueConditions, reasons } = start()
  await run()
  expect(memory.chaos?.metadata.finalizers).toEqual(['chaos-mesh/records'])
  expect(memory.chaos?.status?.experiment.desiredPhase).toBe('Run')
  expect([phases(), trueConditions()]).toEqual([['Not Injected/Wait'], []])
  await run()
  expect([phases(), trueConditions()]).toEqual([['Injected'], ['Selected']])
  expect([...partitioned.keys()]).toEqual(['kube-system/npd-a'])
  await run()
  expect(trueConditions()).toEqual(['Selected', 'AllInjected'])
  const { resourceVersion } = memory.chaos?.metadata ?? {}
  await run()
  expect(memory.chaos?.metadata.resourceVersion).toBe(resourceVersion)
  expect(await reasons()).toEqual([
    'FinalizerInited',
    'Updated',
    'Started',
    'Updated',
    'Updated',
    'Applied',
    'Updated',
  ])
})

test('a deleted experiment recovers before its finalizer is removed', async () => {
  const { memory, run, partitioned, phases, reasons } = start()
  await runTimes(run, 3)
  memory.touch(chaos => {
    chaos.metadata.deletionTimestamp = now()
  })
  await run()
  expect(phases()).toEqual(['Injected/Wait'])
  await run()
  expect([memory.chaos, partitioned.size]).toEqual([undefined, 0])
  expect((await reasons()).slice(7)).toEqual([
    'Deleted',
    'Updated',
    'Updated',
    'Recovered',
    'Updated',
    'FinalizerInited',
    'Updated',
  ])
})

test('a paused experiment recovers and injects the same pods again when resumed', async () => {
  const { memory, run, partitioned, trueConditions } = start()
  await runTimes(run, 3)
  memory.touch(chaos => {
    chaos.metadata.annotations = { 'experiment.chaos-mesh.org/pause': 'true' }
  })
  memory.pods.push(podOf('npd-b', 'worker'))
  await runTimes(run, 3)
  expect([trueConditions(), partitioned.size]).toEqual([['Selected', 'AllRecovered', 'Paused'], 0])
  memory.touch(chaos => {
    delete chaos.metadata.annotations
  })
  await runTimes(run, 3)
  expect([trueConditions(), [...partitioned.keys()]]).toEqual([
    ['Selected', 'AllInjected'],
    ['kube-system/npd-a'],
  ])
  expect(memory.chaos?.status?.experiment.containerRecords).toMatchObject([
    { injectedCount: 2, recoveredCount: 1 },
  ])
})

test('an experiment recovers after its duration and is kept', async () => {
  const { memory, run, partitioned, trueConditions } = start({ duration: '10m' })
  await runTimes(run, 3)
  const { msUntilStop } = await run()
  expect(msUntilStop).toBeGreaterThan(590_000)
  memory.touch(chaos => {
    chaos.metadata.creationTimestamp = '2026-01-01T00:00:00Z'
  })
  await runTimes(run, 3)
  expect([trueConditions(), partitioned.size]).toEqual([['Selected', 'AllRecovered'], 0])
  expect(memory.chaos?.status?.experiment.desiredPhase).toBe('Stop')
})

test('an experiment without matching pods has no records and is deleted immediately', async () => {
  const selector: ChaosTarget['selector'] = { namespaces: ['default'] }
  const { memory, run, phases, trueConditions } = start({ selector })
  expect(await run()).toEqual({ needsRetry: false })
  expect([phases(), trueConditions()]).toEqual([undefined, []])
  expect(memory.events.map(({ message }) => message)).toContain(
    'Failed to select targets: no pod is selected',
  )
  memory.touch(chaos => {
    chaos.metadata.deletionTimestamp = now()
  })
  await run()
  expect(memory.chaos).toBeUndefined()
})
