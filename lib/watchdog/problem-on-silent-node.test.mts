import { describe, expect, it } from 'vitest'
import { removePublished } from './silent-condition.mts'
import { Ward } from './watch.fixture.mts'

describe('a problem on a silent node', () => {
  const problem = (ward: Ward) =>
    ward.write('n0', { status: 'True', reason: 'Cut', message: 'cut' })

  it(
    'stays True, with its transition and its reason, until NPD writes again',
    Ward.with(3, async ward => {
      const { says } = await ward.start()
      await problem(ward)
      const before = await ward.condition('n0')
      ward.silence('n0')
      await ward.pass(40)
      expect(await says(/n0 {2}silent since/)).toContain('NetworkProblem stays True')
      expect(await ward.condition('n0')).toEqual({
        ...before,
        message: expect.stringMatching(
          /has been silent since .* its last value was True, Cut: "cut"$/,
        ),
      })
      await ward.published('n0', 'True')
      await ward.speak('n0')
      await says(/n0 {2}recovered/)
      await ward.published('n0', 'False')
      expect(await ward.condition('n1', 'NodeProblemDetectorSilent')).toBeUndefined()
    }),
  )

  it(
    'becomes Unknown with overwriteTrue',
    Ward.with(3, async ward => {
      const { says } = await ward.start({ overwriteTrue: true })
      await problem(ward)
      ward.silence('n0')
      await ward.pass(40)
      expect(await says(/n0 {2}silent since/)).toContain('NetworkProblem True -> Unknown')
      expect(await ward.condition('n0')).toMatchObject({ status: 'Unknown' })
    }),
  )

  it(
    'is published as a condition that can be removed',
    Ward.with(3, async ward => {
      await ward.start()
      ward.silence('n0')
      await ward.pass(40)
      await ward.published('n0', 'True')
      const options = { dryRun: false, signal: new AbortController().signal }
      expect(await removePublished(ward.test.api, options)).toBe(1)
      expect(await ward.condition('n0', 'NodeProblemDetectorSilent')).toBeUndefined()
    }),
  )
})
