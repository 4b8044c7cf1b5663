import { expect, it } from 'vitest'
import { podOf } from './chaos.fixture.mts'
import { describeCut, describeHealing } from './next-steps.mts'

it('says within which time NPD will know, and where to look', () => {
  const text = describeCut([podOf('a', 'worker')], { interval: 30_000, timeout: 5_000 })
  expect(text).toContain('Within 35 s (interval 30 s + timeout 5 s) NPD there will know')
  expect(text).toContain('npx zx scripts/logs.mts worker ')
})

it('promises no time that it does not know', () => {
  expect(describeCut([podOf('a', 'worker')], undefined)).toContain('Soon NPD there will know')
})

it('says what comes after the end', () => {
  expect(describeHealing('recovered')).toContain('npx zx scripts/show.mts --watch')
})

it('promises no healing of an experiment that was only taken away', () => {
  expect(describeHealing('freed')).toMatch(/stays cut off.*kubectl rollout restart/s)
})
