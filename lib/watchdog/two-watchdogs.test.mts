import { describe, expect, it, vi } from 'vitest'
import { Ward } from './watch.fixture.mts'

const marks = (said: string[]) => said.filter(line => / silent since /.test(line))

describe('two watchdogs', () => {
  it(
    'write one mark and one event, and the second takes over when the first ends',
    Ward.with(3, async ward => {
      const first = await ward.start({ identity: 'first' })
      await first.says(/leader first/)
      const second = await ward.start({ identity: 'second' })
      await second.says(/leader first/)
      ward.silence('n0')
      await ward.pass(40)
      await first.says(/n0 {2}silent since/)
      const leading = [first, second].map(({ watchdog }) => watchdog.state().isLeader)
      expect(leading).toEqual([true, false])
      await first.stop()
      await ward.speak('n0')
      await second.says(/n0 {2}recovered/)
      ward.silence('n1')
      await ward.pass(40)
      await second.says(/n1 {2}silent since/)
      expect(marks(second.said)).toHaveLength(1)
      expect(await ward.events(3)).toEqual([
        'Warning NodeProblemDetectorSilent n0',
        'Normal NodeProblemDetectorRecovered n0',
        'Warning NodeProblemDetectorSilent n1',
      ])
    }),
  )

  it(
    'write one mark and one event for each case even if both lead',
    Ward.with(3, async ward => {
      const both = [await ward.start(), await ward.start()]
      ward.silence('n0')
      await ward.pass(40)
      await Promise.race(both.map(({ says }) => says(/n0 {2}silent since/)))
      await vi.waitFor(() => {
        for (const { watchdog } of both) expect(watchdog.state().judged[0]?.unmarked).toEqual([])
      })
      await ward.speak('n0')
      await Promise.all(both.map(({ says }) => says(/n0 {2}recovered/)))
      expect(both.flatMap(({ said }) => marks(said))).toHaveLength(1)
      expect(await ward.events(2)).toEqual([
        'Warning NodeProblemDetectorSilent n0',
        'Normal NodeProblemDetectorRecovered n0',
      ])
    }),
  )
})
