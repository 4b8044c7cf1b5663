import { describe, expect, it } from 'vitest'
import { removeSilentConditions } from './silent-condition.mts'
import { WatchedCluster } from './watch.fixture.mts'

describe('a problem on a silent node', () => {
  const problem = (cluster: WatchedCluster) =>
    cluster.write('n0', { status: 'True', reason: 'Cut', message: 'cut' })

  it(
    'stays True, with its transition and its reason, until NPD writes again',
    WatchedCluster.with(3, async cluster => {
      const { nextLine } = await cluster.start()
      await problem(cluster)
      const before = await cluster.condition('n0')
      cluster.silence('n0')
      await cluster.pass(40)
      expect(await nextLine(/n0 {2}silent since/)).toContain('NetworkProblem stays True')
      expect(await cluster.condition('n0')).toEqual({
        ...before,
        message: expect.stringMatching(
          /has been silent since .* its last value was True, Cut: "cut"$/,
        ),
      })
      await cluster.published('n0', 'True')
      await cluster.resume('n0')
      await nextLine(/n0 {2}recovered/)
      await cluster.published('n0', 'False')
      expect(await cluster.condition('n1', 'NodeProblemDetectorSilent')).toBeUndefined()
    }),
  )

  it(
    'becomes Unknown with overwriteTrue',
    WatchedCluster.with(3, async cluster => {
      const { nextLine } = await cluster.start({ overwriteTrue: true })
      await problem(cluster)
      cluster.silence('n0')
      await cluster.pass(40)
      expect(await nextLine(/n0 {2}silent since/)).toContain('NetworkProblem True -> Unknown')
      expect(await cluster.condition('n0')).toMatchObject({ status: 'Unknown' })
    }),
  )

  it(
    'is published as a condition that can be removed',
    WatchedCluster.with(3, async cluster => {
      await cluster.start()
      cluster.silence('n0')
      await cluster.pass(40)
      await cluster.published('n0', 'True')
      const options = { dryRun: false, signal: new AbortController().signal }
      expect(await removeSilentConditions(cluster.test.api, options)).toBe(1)
      expect(await cluster.condition('n0', 'NodeProblemDetectorSilent')).toBeUndefined()
    }),
  )
})
