import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { podOf } from '../../chaos/chaos.fixture.mts'
import type { NetworkChaos } from '../../chaos-mesh/types.mts'
import { Experiment } from './experiment.mts'
import { createMemoryApi } from './memory-api.fixture.mts'
import { createInstantNetworks } from './pod-networks.fixture.mts'
import { createRecorder } from './recorder.mts'

const stops: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
})

/** An experiment that handles each of its own writes, as if a watch reported them. */
const start = (spec: Partial<NetworkChaos['spec']> = {}) => {
  const memory = createMemoryApi(spec)
  const { signal } = new AbortController()
  const recorder = createRecorder({ api: memory.api, log: () => {}, signal })
  const { networks } = createInstantNetworks()
  let reads = 0
  const api = {
    ...memory.api,
    replace: async (...args: Parameters<typeof memory.api.replace>) => {
      const written = await memory.api.replace(...args)
      if (memory.chaos) experiment.handleChange(memory.chaos)
      return written
    },
    list: (...args: Parameters<typeof memory.api.list>) => {
      reads++
      return memory.api.list(...args)
    },
  } as typeof memory.api
  const chaos = memory.chaos
  if (!chaos) throw new Error('no experiment')
  const experiment = new Experiment({ api, networks, recorder, signal }, chaos, () => {})
  stops.push(() => experiment.stop())
  const runs = () => reads / 2
  const isTrue = (type: string) =>
    memory.chaos?.status?.conditions?.some(each => each.type === type && each.status === 'True')
  return { memory, experiment, chaos, runs, isTrue }
}

test('an experiment stops running once nothing changes', async () => {
  const { memory, experiment, chaos, runs, isTrue } = start()
  memory.pods.push(podOf('npd', 'worker'))
  experiment.handleChange(chaos)
  await expect.poll(() => isTrue('AllInjected')).toBe(true)
  await delay(20)
  const before = runs()
  if (memory.chaos) experiment.handleChange(memory.chaos)
  await delay(20)
  expect(runs()).toBe(before)
})

test('a failure is retried with increasing delays until it succeeds', async () => {
  const { memory, experiment, chaos, runs, isTrue } = start()
  const pod = podOf('npd', 'worker')
  memory.pods.push({ ...pod, status: { phase: 'Pending' } })
  experiment.handleChange(chaos)
  await delay(200)
  expect(runs()).toBeGreaterThan(3)
  expect(runs()).toBeLessThan(12)
  memory.pods[0] = pod
  await expect.poll(() => isTrue('AllInjected')).toBe(true)
})

test('an experiment ends after its duration without a change to the object', async () => {
  const { memory, experiment, chaos, isTrue } = start({ duration: '200ms' })
  memory.pods.push(podOf('npd', 'worker'))
  experiment.handleChange(chaos)
  await expect.poll(() => isTrue('AllInjected')).toBe(true)
  await expect.poll(() => isTrue('AllRecovered')).toBe(true)
  expect(memory.chaos?.status?.experiment.desiredPhase).toBe('Stop')
})
