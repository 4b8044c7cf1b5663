import { Chalk } from 'chalk'
import { expect, it } from 'vitest'
import { nodeOf } from './conditions.fixture.mts'
import { evaluateCondition } from './conditions.mts'
import { areAllHealthy, renderCounts } from './counts.mts'
import { limitOf, type SilenceLimit } from './silence/limit.mts'
import type { PeriodSource } from './silence/period.mts'

const plain = new Chalk({ level: 0 })
const limit = limitOf({ periodMs: 10_000, source: 'DaemonSet' })

/** Returns the report of one node for each silence, in milliseconds. */
const reportedOf = (...silentFor: number[]) =>
  silentFor.map((silentForMs, index) =>
    evaluateCondition(nodeOf(`n${index}`, {}), 'Problem', silentForMs, limit),
  )

const countsOf = (limit: SilenceLimit, ...silentFor: number[]): string =>
  renderCounts({ reportedConditions: reportedOf(...silentFor), limit }, plain)

it('prints only verdicts that occur', () => {
  expect(countsOf(limit, 0, 0, 36_000, 40_000)).toMatch(/^2 healthy, 2 silent \(/)
  expect(countsOf(limit, 0)).toMatch(/^1 healthy \(/)
})

it.each<[PeriodSource, string]>([
  ['option', 'from --heartbeat'],
  ['DaemonSet', "from NPD's DaemonSet"],
  ['heartbeats', 'measured'],
  ['default', 'the default'],
])('prints where the heartbeat period comes from: %s', (source, words) => {
  expect(countsOf(limitOf({ periodMs: 10_000, source }), 0)).toContain(
    ` (a node is silent after 35s without a heartbeat; heartbeat period 10s, ${words})`,
  )
})

it('prints no limit if the silence is unlimited', () => {
  expect(countsOf({ allowedSilenceMs: Number.POSITIVE_INFINITY }, 0)).toBe('1 healthy')
})

it('returns whether all nodes are healthy', () => {
  expect(areAllHealthy(reportedOf(0, 35_000))).toBe(true)
  expect(areAllHealthy(reportedOf(0, 35_001))).toBe(false)
})
