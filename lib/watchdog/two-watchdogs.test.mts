import { describe, expect, it, vi } from 'vitest'
import { WatchedCluster } from './watch.fixture.mts'

const marks = (lines: string[]) => lines.filter(line => / silent since /.test(line))

describe('two watchdogs', () => {
  it(
    'write one mark and one event, and the second takes over when the first stops',
    WatchedCluster.with(3, async cluster => {
      const first = await cluster.start({ identity: 'first' })
      await first.nextLine(/leader first/)
      const second = await cluster.start({ identity: 'second' })
      await second.nextLine(/leader first/)
      cluster.silence('n0')
      await cluster.pass(40)
      await first.nextLine(/n0 {2}silent since/)
      const leading = [first, second].map(({ watchdog }) => watchdog.state().isLeader)
      expect(leading).toEqual([true, false])
      await first.stop()
      await cluster.resume('n0')
      await second.nextLine(/n0 {2}recovered/)
      cluster.silence('n1')
      await cluster.pass(40)
      await second.nextLine(/n1 {2}silent since/)
      expect(marks(second.lines)).toHaveLength(1)
      expect(await cluster.events(3)).toEqual([
        'Warning NodeProblemDetectorSilent n0',
        'Normal NodeProblemDetectorRecovered n0',
        'Warning NodeProblemDetectorSilent n1',
      ])
    }),
  )

  it(
    'write one mark and one event of each type, even if both are leaders',
    WatchedCluster.with(3, async cluster => {
      const both = [await cluster.start(), await cluster.start()]
      cluster.silence('n0')
      await cluster.pass(40)
      await Promise.race(both.map(({ nextLine }) => nextLine(/n0 {2}silent since/)))
      await vi.waitFor(() => {
        for (const { watchdog } of both)
          expect(watchdog.state().evaluatedNodes[0]?.conditionsToMark).toEqual([])
      })
      await cluster.resume('n0')
      await Promise.all(both.map(({ nextLine }) => nextLine(/n0 {2}recovered/)))
      expect(both.flatMap(({ lines }) => marks(lines))).toHaveLength(1)
      expect(await cluster.events(2)).toEqual([
        'Warning NodeProblemDetectorSilent n0',
        'Normal NodeProblemDetectorRecovered n0',
      ])
    }),
  )
})
