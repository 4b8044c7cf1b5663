import { Chalk } from 'chalk'
import { expect, it } from 'vitest'
import type { ReportedCondition } from './conditions.mts'
import { renderConditions, renderJson, renderYaml } from './render.mts'

const reported: ReportedCondition[] = [
  {
    name: 'a',
    condition: {
      type: 'Problem',
      status: 'True',
      reason: 'Broken',
      message: 'two\nlines',
      lastTransitionTime: '2026-01-01T00:00:00Z',
      lastHeartbeatTime: '2026-01-01T00:04:50Z',
    },
  },
  { name: 'b', condition: undefined },
]
const now = new Date('2026-01-01T00:05:00Z')

it('prints a line per node, with ages', () => {
  expect(renderConditions(reported, now, new Chalk({ level: 0 }))).toBe(
    [
      'NODE  STATUS  REASON  MESSAGE    SINCE  HEARTBEAT',
      'a     True    Broken  two lines  5m     10s ago',
      'b     none',
      '',
    ].join('\n'),
  )
})

it('colours the status', () => {
  const text = renderConditions(reported, now, new Chalk({ level: 1 }))
  expect(text).toContain('\u001b[31mTrue\u001b[39m')
})

it('counts a time in the future as now', () => {
  const early = new Date('2025-12-31T23:00:00Z')
  expect(renderConditions(reported, early, new Chalk({ level: 0 }))).toContain('0s     0s ago')
})

it('prints a YAML document per node', () => {
  expect(renderYaml(reported)).toMatch(/^---\nname: a\ncondition:\n {2}type: Problem\n/)
  expect(renderYaml(reported)).toMatch(/---\nname: b\ncondition: null\n$/)
})

it('prints a JSON array', () => {
  expect(JSON.parse(renderJson(reported))).toEqual([
    { name: 'a', condition: expect.objectContaining({ status: 'True' }) },
    { name: 'b', condition: null },
  ])
})
