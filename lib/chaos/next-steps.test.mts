import { expect, it } from 'vitest'
import { podOf } from './chaos.fixture.mts'
import { describeCut, describeHealing } from './next-steps.mts'

it('prints how soon NPD notices and where to look', () => {
  const text = describeCut([podOf('a', 'worker')], { interval: 30_000, timeout: 5_000 })
  expect(text).toContain('notices within 35 s (interval 30 s + timeout 5 s)')
  expect(text).toContain('npx zx scripts/logs.mts worker ')
})

it('gives no time if the intervals are unknown', () => {
  expect(describeCut([podOf('a', 'worker')], undefined)).toContain('notices soon')
})

it('describes what follows the end of an experiment', () => {
  expect(describeHealing('recovered')).toContain('npx zx scripts/show.mts --watch')
})

it('describes what remains if chaos-mesh did not finish the experiment', () => {
  expect(describeHealing('freed')).toMatch(/stay cut off.*kubectl rollout restart/s)
})
