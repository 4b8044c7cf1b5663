import { describe, expect, it } from 'vitest'
import { second } from '../../npd/go/duration.mts'
import { configOf, ruleOf } from '../../npd/npd.fixture.mts'
import { computeWorstDelays } from './delay.mts'

describe('computeWorstDelays', () => {
  const seconds = (config: ReturnType<typeof configOf>, index: number) => {
    const delay = computeWorstDelays(config)[index]
    return (
      delay &&
      [delay.round, delay.queue, delay.script, delay.sync, delay.total].map(each =>
        Number(each / second),
      )
    )
  }

  it('is the sum of interval, timeout and the second until NPD writes a changed condition', () => {
    expect(seconds(configOf(), 0)).toEqual([30, 0, 5, 1, 36])
  })

  it('does not include the second of the write for an event, and uses the timeout of the rule', () => {
    expect(seconds(configOf({}, [ruleOf({ type: 'temporary', timeout: 2n * second })]), 0)).toEqual(
      [30, 0, 2, 0, 32],
    )
  })

  it('includes earlier rules, and a round that takes longer than the interval', () => {
    const config = configOf({ concurrency: 2, invokeInterval: 7n * second }, [
      ruleOf({ timeout: 1n * second }),
      ruleOf(),
      ruleOf(),
      ruleOf(),
    ])
    expect(seconds(config, 1)).toEqual([10, 0, 5, 1, 16])
    expect(seconds(config, 2)).toEqual([10, 1, 5, 1, 17])
    expect(seconds(config, 3)).toEqual([10, 5, 5, 1, 21])
  })

  it('includes rules of other intervals, which share the slots', () => {
    const own = { interval: 10n * second }
    const rules = [ruleOf({ ruleInterval: own }), ruleOf(), ruleOf()]
    const config = configOf({ concurrency: 1, timeout: 5n * second }, rules)
    // In the worst case, another rule runs when the round begins, and a further rule runs after it.
    expect(seconds(config, 0)).toEqual([15, 10, 5, 1, 31])
    expect(seconds(config, 2)).toEqual([30, 20, 5, 1, 56])
  })

  it('is computed quickly for many rules', () => {
    const rules = Array.from({ length: 3_000 }, () => ruleOf())
    const config = configOf({ concurrency: 1_000 }, rules)
    expect(seconds(config, 2_999)).toEqual([30, 10, 5, 1, 46])
  })

  it('is undefined if the rule never runs', () => {
    expect(computeWorstDelays(configOf({ concurrency: 0 }))).toEqual([undefined])
    expect(computeWorstDelays(configOf({ timeout: 0n }))).toEqual([undefined])
  })
})
