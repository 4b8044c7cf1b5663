import { expect, test } from 'vitest'
import { createReconciler } from './reconciler.mts'

const never = () => {
  throw new Error('unexpected')
}

test('several requests before a run cause one run', async () => {
  let runs = 0
  const reconciler = createReconciler(async () => {
    runs++
  }, never)
  for (let i = 0; i < 5; i++) reconciler.requestRun()
  await new Promise(setImmediate)
  expect(runs).toBe(1)
})

test('a request during a run causes another run after it', async () => {
  let active = 0
  let runs = 0
  const reconciler = createReconciler(async () => {
    expect(++active).toBe(1)
    if (++runs === 1) reconciler.requestRun()
    await new Promise(setImmediate)
    active--
  }, never)
  reconciler.requestRun()
  await expect.poll(() => runs).toBe(2)
})

test('a failed run is reported and retried', async () => {
  const errors: unknown[] = []
  let runs = 0
  const reconciler = createReconciler(
    async () => {
      if (++runs === 1) throw new Error('conflict')
    },
    error => errors.push(error),
    1,
  )
  reconciler.requestRun()
  await expect.poll(() => runs).toBe(2)
  expect(errors).toEqual([new Error('conflict')])
})

test('a request after a stop causes no run', async () => {
  let runs = 0
  const reconciler = createReconciler(async () => {
    runs++
  }, never)
  reconciler.requestRun()
  await reconciler.stop()
  reconciler.requestRun()
  await new Promise(setImmediate)
  expect(runs).toBeLessThanOrEqual(1)
})
