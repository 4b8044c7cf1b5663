import { expect, it, onTestFinished, vi } from 'vitest'
import type { PluginResult } from './generate-status.mts'
import { configOf, ruleOf } from './npd.fixture.mts'
import { runPluginLoop } from './plugin-loop.mts'

const rules = ['a', 'b', 'c', 'd'].map(reason => ruleOf({ reason }))
const millisecond = 1_000_000n

/** Runs the loop until this many results have arrived. Each run takes `work`. */
const play = async (
  settings: Parameters<typeof configOf>[0],
  count: number,
  work: () => Promise<void> = async () => {},
) => {
  const ending = new AbortController()
  const results: PluginResult[] = []
  let running = 0
  let most = 0
  await runPluginLoop(
    configOf(settings, rules),
    async () => {
      running += 1
      most = Math.max(most, running)
      await work()
      running -= 1
      return { status: 'OK', message: '' }
    },
    result => {
      results.push(result)
      if (results.length >= count) ending.abort()
    },
    ending.signal,
  )
  return { results, most }
}

const tick = () => new Promise<void>(resolve => setImmediate(resolve))

it('starts all rules at the same time, in order', async () => {
  const { results } = await play({}, 4)
  expect(results.map(({ rule }) => rule.reason)).toEqual(['a', 'b', 'c', 'd'])
})

it('runs at most `concurrency` scripts at the same time', async () => {
  expect((await play({ concurrency: 2 }, 4, tick)).most).toBe(2)
  expect((await play({ concurrency: 9 }, 4, tick)).most).toBe(4)
})

it('starts the next round after the interval', async () => {
  const started = performance.now()
  const { results } = await play({ invokeInterval: 60n * millisecond }, 12)
  expect(results).toHaveLength(12)
  expect(performance.now() - started).toBeGreaterThanOrEqual(115)
})

it('keeps one tick during a long round, and drops the others', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  onTestFinished(() => void vi.useRealTimers())
  const ending = new AbortController()
  const starts: number[] = []
  const loop = runPluginLoop(
    configOf({ invokeInterval: 1_000n * millisecond }, [ruleOf()]),
    async () => {
      starts.push(performance.now())
      if (starts.length === 1) await new Promise(resolve => setTimeout(resolve, 3_500))
      return { status: 'OK', message: '' }
    },
    () => {},
    ending.signal,
  )
  await vi.advanceTimersByTimeAsync(5_500)
  ending.abort()
  await loop
  const [first = 0] = starts
  expect(starts.map(start => Math.round(start - first))).toEqual([0, 3_500, 4_000, 5_000])
})

it('never runs a rule if `concurrency` is 0', async () => {
  const ending = new AbortController()
  const ran: string[] = []
  const loop = runPluginLoop(
    configOf({ concurrency: 0, invokeInterval: millisecond }, rules),
    async ({ reason }) => {
      ran.push(reason)
      return { status: 'OK', message: '' }
    },
    () => {},
    ending.signal,
  )
  setTimeout(() => ending.abort(), 30)
  await loop
  expect(ran).toEqual([])
})

it('panics for negative numbers, as Go does', async () => {
  await expect(play({ concurrency: -1 }, 1)).rejects.toThrow('makechan: size out of range')
  await expect(play({ invokeInterval: 0n }, 1)).rejects.toThrow(
    'non-positive interval for NewTicker',
  )
})
