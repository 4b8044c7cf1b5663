import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ConditionManager } from './condition-manager.mts'
import { second } from './go/duration.mts'
import { createClock } from './go/time.mts'
import { createTestLog } from './npd.fixture.mts'
import type { Condition } from './status.mts'

const clock = createClock()
const conditionOf = (fields: Partial<Condition> = {}): Condition => ({
  type: 'NetworkProblem',
  status: 'False',
  transition: clock.now(),
  reason: 'Reachable',
  message: 'All is well',
  ...fields,
})

const start = () => {
  const sent: Condition[][] = []
  const { klog, lines } = createTestLog()
  let failure: Error | undefined
  const client = {
    getNode: async () => {},
    setConditions: async (conditions: Condition[]) => {
      sent.push(conditions)
      if (failure) throw failure
    },
  }
  const manager = new ConditionManager({
    client,
    clock: createClock(),
    klog,
    heartbeatPeriod: 30n * second,
  })
  const controller = new AbortController()
  const running = manager.run(controller.signal)
  return {
    manager,
    sent,
    lines,
    fail: (error: Error | undefined) => {
      failure = error
    },
    stop: async () => {
      controller.abort()
      await running
    },
  }
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'hrtime', 'Date'] })
})
afterEach(() => {
  vi.useRealTimers()
})

describe('ConditionManager', () => {
  it('checks once a second, and writes all conditions if one has changed', async () => {
    const { manager, sent, stop } = start()
    manager.update(conditionOf())
    manager.update(conditionOf({ type: 'Other' }))
    await vi.advanceTimersByTimeAsync(900)
    expect(sent).toHaveLength(0)
    await vi.advanceTimersByTimeAsync(200)
    expect(sent.map(conditions => conditions.map(({ type }) => type))).toEqual([
      ['NetworkProblem', 'Other'],
    ])
    await stop()
  })

  it('writes the newest of several updates, and ignores an update without a change', async () => {
    const { manager, sent, stop } = start()
    const condition = conditionOf({ status: 'True' })
    manager.update(conditionOf())
    manager.update(condition)
    await vi.advanceTimersByTimeAsync(1_100)
    manager.update(condition)
    await vi.advanceTimersByTimeAsync(5_000)
    expect(sent.map(([first]) => first?.status)).toEqual(['True'])
    await stop()
  })

  it('writes a heartbeat every period, measured from the last try', async () => {
    const { manager, sent, stop } = start()
    manager.update(conditionOf())
    await vi.advanceTimersByTimeAsync(1_100)
    await vi.advanceTimersByTimeAsync(29_000)
    expect(sent).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(2_000)
    expect(sent).toHaveLength(2)
    await stop()
  })

  it('logs a failed write, and retries it after ten seconds', async () => {
    const { manager, sent, lines, fail, stop } = start()
    fail(new Error('dial tcp: i/o timeout'))
    manager.update(conditionOf())
    await vi.advanceTimersByTimeAsync(1_100)
    expect(lines).toEqual([
      'E manager.go:164] failed to update node conditions: dial tcp: i/o timeout',
    ])
    await vi.advanceTimersByTimeAsync(9_000)
    expect(sent).toHaveLength(1)
    fail(undefined)
    await vi.advanceTimersByTimeAsync(2_000)
    expect(sent).toHaveLength(2)
    await vi.advanceTimersByTimeAsync(12_000)
    expect(sent).toHaveLength(2)
    await stop()
  })
})
