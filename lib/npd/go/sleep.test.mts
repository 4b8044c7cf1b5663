import { expect, it } from 'vitest'
import { aborted, sleep } from './sleep.mts'

it('wakes up when it is no longer wanted', async () => {
  const ending = new AbortController()
  const sleeping = sleep(60_000, ending.signal)
  ending.abort()
  await sleeping
  await sleep(60_000, ending.signal)
  await aborted(ending.signal)
  expect(ending.signal.aborted).toBe(true)
})

it('sleeps for its time otherwise', async () => {
  const started = performance.now()
  await sleep(30, new AbortController().signal)
  expect(performance.now() - started).toBeGreaterThanOrEqual(28)
})
