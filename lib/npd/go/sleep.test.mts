import { expect, it } from 'vitest'
import { aborted, sleep, withTimeout } from './sleep.mts'

it('ends early when the signal aborts', async () => {
  const ending = new AbortController()
  const sleeping = sleep(60_000, ending.signal)
  ending.abort()
  await sleeping
  await sleep(60_000, ending.signal)
  await aborted(ending.signal)
  expect(ending.signal.aborted).toBe(true)
})

it('sleeps for the given time otherwise', async () => {
  const started = performance.now()
  await sleep(30, new AbortController().signal)
  expect(performance.now() - started).toBeGreaterThanOrEqual(28)
})

it('aborts after the given time or with its parent signal', async () => {
  await aborted(withTimeout(10, new AbortController().signal))
  const ending = new AbortController()
  const either = withTimeout(60_000, ending.signal)
  expect(either.aborted).toBe(false)
  ending.abort()
  await aborted(either)
})
