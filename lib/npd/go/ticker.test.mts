import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Ticker } from './ticker.mts'

const { signal } = new AbortController()

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
})
afterEach(() => {
  vi.useRealTimers()
})

it('keeps one tick for a busy receiver, and drops the others', async () => {
  const ticker = new Ticker(1_000)
  await vi.advanceTimersByTimeAsync(3_500)
  expect(await ticker.tick(signal)).toBe(true)
  const next = vi.fn()
  void ticker.tick(signal).then(next)
  await vi.advanceTimersByTimeAsync(400)
  expect(next).not.toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(200)
  expect(next).toHaveBeenCalledWith(true)
  ticker.stop()
})

it('stops waiting when the signal aborts', async () => {
  const ticker = new Ticker(1_000)
  const controller = new AbortController()
  const waiting = ticker.tick(controller.signal)
  controller.abort()
  expect(await waiting).toBe(false)
  expect(await ticker.tick(controller.signal)).toBe(false)
  ticker.stop()
})

it('panics for a period of zero', () => {
  expect(() => new Ticker(0)).toThrow('non-positive interval for NewTicker')
})
