import { expect, it } from 'vitest'
import { mapConcurrently } from './map-concurrent.mts'

it('keeps the order of the items, and the limit', async () => {
  let running = 0
  let max = 0
  const results = await mapConcurrently([30, 1, 20, 1], 2, async milliseconds => {
    running += 1
    max = Math.max(max, running)
    await new Promise(resolve => setTimeout(resolve, milliseconds))
    running -= 1
    return milliseconds * 2
  })
  expect([results, max]).toEqual([[60, 2, 40, 2], 2])
})

it('rejects with the first failure, and starts no further calls', async () => {
  const begun: number[] = []
  const failing = mapConcurrently([1, 2, 3, 4], 2, async item => {
    begun.push(item)
    if (item === 2) throw new Error('two')
    await new Promise(setImmediate)
  })
  await expect(failing).rejects.toThrow('two')
  await new Promise(setImmediate)
  await new Promise(setImmediate)
  expect(begun).toEqual([1, 2])
})

it('accepts an empty list', async () => {
  expect(await mapConcurrently([], 4, async () => 1)).toEqual([])
})
