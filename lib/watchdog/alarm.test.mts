import { describe, expect, it } from 'vitest'
import { Alarm, type SteadyClock } from './alarm.mts'

/** A clock whose timers are fired by the test. */
const createClock = () => {
  const timers = new Set<{ callback: () => void; milliseconds: number }>()
  const clock: SteadyClock = {
    now: () => 1_000,
    setTimer: (callback, milliseconds) => {
      const timer = { callback, milliseconds }
      timers.add(timer)
      return () => timers.delete(timer)
    },
  }
  return { clock, timers }
}

describe('Alarm', () => {
  it('resolves at the earliest time that was set', async () => {
    const { clock, timers } = createClock()
    const alarm = new Alarm(clock)
    alarm.set(3_000)
    const waiting = alarm.next(new AbortController().signal)
    alarm.set(2_000)
    const [timer, ...others] = timers
    expect([timer?.milliseconds, others]).toEqual([1_000, []])
    timer?.callback()
    await waiting
    expect(timers.size).toBe(0)
  })

  it('runs a timer only while something waits, so that the process can exit', async () => {
    const { clock, timers } = createClock()
    const alarm = new Alarm(clock)
    alarm.set(3_000)
    expect(timers.size).toBe(0)
    const controller = new AbortController()
    const waiting = alarm.next(controller.signal)
    expect(timers.size).toBe(1)
    controller.abort()
    await waiting
    alarm.set(4_000)
    expect(timers.size).toBe(0)
  })
})
