import { expect, it } from 'vitest'
import { toBaseName } from './output.mts'

it('accepts a name with or without a file extension', () => {
  expect(['a/outage', 'a/outage.html', 'a/outage.jsonl', 'a/b.c'].map(toBaseName)).toEqual([
    'a/outage',
    'a/outage',
    'a/outage',
    'a/b.c',
  ])
})

it('uses the time as the default name', () => {
  expect(toBaseName()).toMatch(/^timeline-20\d{6}-\d{6}$/)
})
