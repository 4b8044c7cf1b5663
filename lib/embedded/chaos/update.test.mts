import { expect, test } from 'vitest'
import type { NetworkChaos } from '../../chaos-mesh/types.mts'
import { createMemoryApi } from './memory-api.fixture.mts'
import { updateChaos } from './update.mts'

const ref = { namespace: 'kube-system', name: 'partition', uid: 'uid-1' }
const { signal } = new AbortController()

const addLabel = (chaos: NetworkChaos): NetworkChaos => ({
  ...chaos,
  metadata: { ...chaos.metadata, labels: { ...chaos.metadata.labels, added: 'x' } },
})

test('after a conflict the change is applied to the new object', async () => {
  const memory = createMemoryApi()
  let tries = 0
  await updateChaos(
    memory.api,
    ref,
    chaos => {
      if (++tries <= 2)
        memory.touch(stored => {
          stored.metadata.labels = { other: String(tries) }
        })
      return addLabel(chaos)
    },
    signal,
  )
  expect(tries).toBe(3)
  expect(memory.chaos?.metadata.labels).toEqual({ other: '2', added: 'x' })
})

test('a persistent conflict rejects', async () => {
  const memory = createMemoryApi()
  const update = updateChaos(
    memory.api,
    ref,
    chaos => {
      memory.touch(() => {})
      return chaos
    },
    signal,
  )
  await expect(update).rejects.toThrow('modified')
})

test('a deleted or recreated object is not changed', async () => {
  const memory = createMemoryApi()
  const change = () => {
    throw new Error('unexpected')
  }
  expect(await updateChaos(memory.api, { ...ref, uid: 'uid-0' }, change, signal)).toBeUndefined()
  memory.chaos = undefined
  expect(await updateChaos(memory.api, ref, change, signal)).toBeUndefined()
})
