import { expect, it } from 'vitest'
import { sleep, waitForAbort, withTimeout } from './sleep.mts'

it('ends early when the signal aborts', async () => {
  const controller = new AbortController()
  const sleeping = sleep(60_000, controller.signal)
  controller.abort()
  await sleeping
  await sleep(60_000, controller.signal)
  await waitForAbort(controller.signal)
  expect(controller.signal.aborted).toBe(true)
})

it('sleeps for the given time otherwise', async () => {
  const started = performance.now()
  await sleep(30, new AbortController().signal)
  expect(performance.now() - started).toBeGreaterThanOrEqual(28)
})

it('aborts after the given time or with its parent signal', async () => {
  await waitForAbort(withTimeout(10, new AbortController().signal))
  const controller = new AbortController()
  const either = withTimeout(60_000, controller.signal)
  expect(either.aborted).toBe(false)
  controller.abort()
  await waitForAbort(either)
})
