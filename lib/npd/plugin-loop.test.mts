import { describe, expect, it, onTestFinished, vi } from 'vitest'
import type { CustomRule } from './config-types.mts'
import type { PluginResult } from './generate-status.mts'
import { second } from './go/duration.mts'
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
  const controller = new AbortController()
  const results: PluginResult[] = []
  let running = 0
  let max = 0
  await runPluginLoop(
    configOf(settings, rules),
    async () => {
      running += 1
      max = Math.max(max, running)
      await work()
      running -= 1
      return { status: 'OK', message: '' }
    },
    result => {
      results.push(result)
      if (results.length >= count) controller.abort()
    },
    controller.signal,
  )
  return { results, max }
}

const tick = () => new Promise<void>(resolve => setImmediate(resolve))

it('starts all rules at the same time, in order', async () => {
  const { results } = await play({}, 4)
  expect(results.map(({ rule }) => rule.reason)).toEqual(['a', 'b', 'c', 'd'])
})

it('runs at most `concurrency` scripts at the same time', async () => {
  expect((await play({ concurrency: 2 }, 4, tick)).max).toBe(2)
  expect((await play({ concurrency: 9 }, 4, tick)).max).toBe(4)
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
  const controller = new AbortController()
  const starts: number[] = []
  const loop = runPluginLoop(
    configOf({ invokeInterval: 1_000n * millisecond }, [ruleOf()]),
    async () => {
      starts.push(performance.now())
      if (starts.length === 1) await new Promise(resolve => setTimeout(resolve, 3_500))
      return { status: 'OK', message: '' }
    },
    () => {},
    controller.signal,
  )
  await vi.advanceTimersByTimeAsync(5_500)
  controller.abort()
  await loop
  const [first = 0] = starts
  expect(starts.map(start => Math.round(start - first))).toEqual([0, 3_500, 4_000, 5_000])
})

it('never runs a rule if `concurrency` is 0', async () => {
  const controller = new AbortController()
  const ran: string[] = []
  const loop = runPluginLoop(
    configOf({ concurrency: 0, invokeInterval: millisecond }, rules),
    async ({ reason }) => {
      ran.push(reason)
      return { status: 'OK', message: '' }
    },
    () => {},
    controller.signal,
  )
  setTimeout(() => controller.abort(), 30)
  await loop
  expect(ran).toEqual([])
})

it('panics for negative numbers, as Go does', async () => {
  await expect(play({ concurrency: -1 }, 1)).rejects.toThrow('makechan: size out of range')
  await expect(play({ invokeInterval: 0n }, 1)).rejects.toThrow(
    'non-positive interval for NewTicker',
  )
})

describe('rules with their own interval', () => {
  const ruleInterval = (seconds: number) => ({ interval: BigInt(seconds) * second })

  /** Runs rules on a fake clock. `play` advances it and returns the runs since its last call. */
  const start = (rules: CustomRule[], concurrency = 3) => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
    const controller = new AbortController()
    onTestFinished(() => {
      controller.abort()
      vi.useRealTimers()
    })
    const runs: string[] = []
    const held = new Map<string, Promise<void>>()
    const loop = runPluginLoop(
      configOf({ concurrency, invokeInterval: 30n * second }, rules),
      async ({ reason }) => {
        runs.push(reason)
        await held.get(reason)
        return { status: 'OK', message: '' }
      },
      () => {},
      controller.signal,
    )
    return {
      /** Advances the clock by a number of seconds and returns the rules that have started. */
      play: async (seconds: number) => {
        await vi.advanceTimersByTimeAsync(seconds * 1_000)
        return runs.splice(0)
      },
      /** Blocks later runs of a rule until the returned function is called. */
      hold: (reason: string) => {
        let release = () => {}
        held.set(reason, new Promise(resolve => (release = resolve)))
        return () => {
          held.delete(reason)
          release()
        }
      },
      stop: () => {
        controller.abort()
        return loop
      },
    }
  }

  it('run together in the first round, and then at their intervals', async () => {
    const { play } = start([
      ruleOf({ reason: 'short', ruleInterval: ruleInterval(7) }),
      ruleOf({ reason: 'global' }),
    ])
    expect(await play(0)).toEqual(['short', 'global'])
    expect(await play(28)).toEqual(['short', 'short', 'short', 'short'])
    expect(await play(2)).toEqual(['global'])
    expect(await play(180)).toHaveLength(Math.floor(210 / 7) - 4 + 210 / 30 - 1)
  })

  it('share a round if their intervals are equal', async () => {
    const { play, hold } = start([
      ruleOf({ reason: 'unset' }),
      ruleOf({ reason: 'explicit', ruleInterval: ruleInterval(30) }),
    ])
    await play(0)
    const release = hold('unset')
    expect(await play(30)).toEqual(['unset', 'explicit'])
    expect(await play(30)).toEqual([])
    release()
    expect(await play(0)).toEqual(['unset', 'explicit'])
  })

  it('do not wait for rules with another interval', async () => {
    const { play, hold } = start([
      ruleOf({ reason: 'blocked', ruleInterval: ruleInterval(5) }),
      ruleOf({ reason: 'independent', ruleInterval: ruleInterval(7) }),
    ])
    await play(0)
    const release = hold('blocked')
    expect(await play(21)).toEqual(['blocked', 'independent', 'independent', 'independent'])
    release()
    expect(await play(0)).toEqual(['blocked'])
  })

  it('share the slots, and do not starve each other', async () => {
    const { play, hold } = start(
      [
        ruleOf({ reason: 'short', ruleInterval: ruleInterval(5) }),
        ruleOf({ reason: 'long', ruleInterval: ruleInterval(7) }),
      ],
      1,
    )
    await play(0)
    const release = hold('short')
    expect(await play(12)).toEqual(['short'])
    release()
    expect(await play(0)).toEqual(['long', 'short'])
  })

  it('do not start after a stop, even if they are waiting for a slot', async () => {
    const { play, hold, stop } = start(
      [
        ruleOf({ reason: 'holder', ruleInterval: ruleInterval(5) }),
        ruleOf({ reason: 'waiter', ruleInterval: ruleInterval(7) }),
      ],
      1,
    )
    await play(0)
    const release = hold('holder')
    expect(await play(7)).toEqual(['holder'])
    const stopped = stop()
    release()
    await stopped
    expect(await play(60)).toEqual([])
  })
})

it('waits until the signal aborts if there are no rules', async () => {
  const controller = new AbortController()
  const loop = runPluginLoop(
    configOf({}, []),
    () => Promise.reject(new Error('no rule to run')),
    () => {},
    controller.signal,
  )
  controller.abort()
  await loop
})
