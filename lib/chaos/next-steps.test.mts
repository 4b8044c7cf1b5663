import { expect, it } from 'vitest'
import { podOf } from './chaos.fixture.mts'
import { describePartition, describeRecovery } from './next-steps.mts'

it('prints how soon NPD detects the outage, and the next commands', () => {
  const text = describePartition([podOf('a', 'worker')], { interval: 30_000, timeout: 5_000 })
  expect(text).toContain('detects the outage within 35 s (interval 30 s + timeout 5 s)')
  expect(text).toContain('npx zx scripts/logs.mts worker ')
})

it('prints no time if the intervals are unknown', () => {
  expect(describePartition([podOf('a', 'worker')], undefined)).toContain('detects the outage soon')
})

it('prints the next command after the end of an experiment', () => {
  expect(describeRecovery('recovered')).toContain('npx zx scripts/show.mts --watch')
})

it('prints how to recreate the pods if chaos-mesh did not finish the experiment', () => {
  expect(describeRecovery('forced')).toMatch(/remain\ndisconnected.*kubectl rollout restart/s)
})
